"""Questions of the portal: how far the setup is, and how the machine fares."""
