"""What every floor may use; imports nothing of ours."""
