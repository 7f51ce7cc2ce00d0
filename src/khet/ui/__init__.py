"""Components, stylesheet, layout and answers to the browser."""
