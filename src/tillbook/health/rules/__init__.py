"""What is trouble, and what the facts about a record's way come to."""
