"""What a person types: one file per family of verbs. No logic; it joins the rooms below."""
