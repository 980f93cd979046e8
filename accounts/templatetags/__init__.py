"""Small display helpers of the account pages."""
