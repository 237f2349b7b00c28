"""The HTML side: themes, the template environment, addresses, heads."""
