"""The paper cut: a whole story on one sheet, as an editor lays it out before anything is cut."""
