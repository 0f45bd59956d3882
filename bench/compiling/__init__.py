"""The compile side: checking and building specs of three sizes."""
