package ai.nemorouter.migration.check;

import java.util.List;

/// What was found in a text, or of a list of names.
///
/// @param pricesAsOf where the prices elsewhere come from and as of when
/// @param secrets credentials that should not have been pasted
public record CheckReport(
    String baseUrl,
    String pricesAsOf,
    List<ModelFinding> models,
    List<Hint> hints,
    List<PastedSecrets.Sighting> secrets) {
  public CheckReport {
    models = List.copyOf(models);
    hints = List.copyOf(hints);
    secrets = List.copyOf(secrets);
  }

  /// The names that cannot be called here as they stand.
  public List<String> misses() {
    return models.stream().filter(model -> !model.isCallable()).map(ModelFinding::name).toList();
  }

  public int hits() {
    return models.size() - misses().size();
  }

  /// For links between pages, as in `a,b`: what resolves, at most five.
  public String firstCallable() {
    return String.join(
        ",",
        models.stream().filter(ModelFinding::isCallable).map(ModelFinding::name).limit(5).toList());
  }

  public boolean isEmpty() {
    return models.isEmpty() && hints.isEmpty() && secrets.isEmpty();
  }
}
