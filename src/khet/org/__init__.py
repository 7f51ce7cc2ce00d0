"""Units, people, posts, acting, duties, accounts and sign-in."""
