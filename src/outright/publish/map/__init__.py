"""The map: county shapes that ship with Outright, a desk's own precinct shapes, and what is drawn on them."""
