"""What each document kind says: facts in, the final words of its template out."""
