"""Commerce parameters: one page, a tab for each subject."""
