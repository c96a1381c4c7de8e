package ai.nemorouter.alert.delivery;

/// What is sent and where.
public record AlertParcel(Destination destination, AlertMessage message) {}
