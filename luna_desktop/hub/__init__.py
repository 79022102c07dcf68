"""The download child: the only room that opens a connection, and only for a base that the person chose."""
