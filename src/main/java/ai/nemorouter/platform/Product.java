package ai.nemorouter.platform;

/// How this product names itself to other servers.
public final class Product {
  public static final String NAME = "NemoRouter";
  public static final String ADDRESS = "https://nemorouter.ai";

  private Product() {}
}
