"""The picture of a contest that a link to it shows elsewhere: 1200 by 630, drawn from the bulletin's own words."""
