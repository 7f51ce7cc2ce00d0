"""Identity from outside, and identity for others: both by OpenID Connect."""
