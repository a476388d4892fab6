"""The way of images and verdicts: packaged at headquarters, followed by everybody else."""
