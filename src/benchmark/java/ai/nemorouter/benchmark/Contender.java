package ai.nemorouter.benchmark;

/// One of those that are measured side by side.
record Contender(Name name, Target target, Child child) {
  enum Name {
    UPSTREAM("upstream alone"),
    NGINX("nginx"),
    NGINX_KEEPING("nginx, keeping connections"),
    PORTKEY("Portkey"),
    NEMOROUTER("NemoRouter"),
    NEMOROUTER_TRANSLATING("NemoRouter, translating");

    private final String title;

    Name(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }

    boolean isGateway() {
      return this == NEMOROUTER || this == NEMOROUTER_TRANSLATING;
    }
  }

  long residentBytes() {
    return Memory.residentBytes(child.process().toHandle());
  }
}
