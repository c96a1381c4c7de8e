package ai.nemorouter.migration.keys;

import ai.nemorouter.key.MintedKey;
import ai.nemorouter.platform.text.Csv;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// New secrets as files, to be downloaded from the one page that shows them.
public record ImportSecrets(List<MintedKey> minted) {

  /// `name,key`, quoted as RFC 4180 has it.
  public String csv() {
    StringBuilder csv = new StringBuilder("name,key\r\n");
    for (MintedKey key : minted) {
      csv.append(Csv.cell(key.key().name())).append(',');
      csv.append(key.secret().reveal()).append("\r\n");
    }
    return csv.toString();
  }

  /// One variable for each key, named after it.
  public String env() {
    StringBuilder env = new StringBuilder();
    Set<String> used = new HashSet<>();
    for (MintedKey key : minted) {
      env.append("# ").append(key.key().name().replaceAll("[\\r\\n]", " ")).append('\n');
      env.append(variable(key.key().name(), used)).append('=');
      env.append(key.secret().reveal()).append('\n');
    }
    return env.toString();
  }

  /// For links, which work without a script: a page can be asked for only once.
  public String csvLink() {
    return link("text/csv", csv());
  }

  public String envLink() {
    return link("text/plain", env());
  }

  private static String variable(String name, Set<String> used) {
    String word =
        name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "_").replaceAll("^_+|_+$", "");
    String base = (word.isEmpty() ? "" : word + "_") + "NEMOROUTER_API_KEY";
    String variable = base.matches("\\d.*") ? "_" + base : base;
    for (int number = 2; !used.add(variable); number++) {
      variable = base + "_" + number;
    }
    return variable;
  }

  private static String link(String type, String text) {
    return "data:%s;base64,%s"
        .formatted(type, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
  }
}
