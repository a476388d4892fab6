"""Places and number sequences at headquarters and in the stores."""
