"""The verbs of customers, one file each: what is asked, and what headquarters decides."""
