"""From filters to printed events: finding, following, hiding people, handing to what renders them."""
