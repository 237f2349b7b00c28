"""Looking at pictures: where in one lies what is seen in another. The only room that knows cv2 and numpy."""
