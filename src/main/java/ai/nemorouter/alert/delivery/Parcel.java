package ai.nemorouter.alert.delivery;

/// What is sent and where.
public record Parcel(Destination destination, Message message) {}
