"""Pages of the calendars: holidays by year, days with hours of their own, hours of the week, terms."""
