package ai.nemorouter.alert;

/// What is sent and where.
record Parcel(Destination destination, Message message) {}
