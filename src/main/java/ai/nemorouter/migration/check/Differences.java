package ai.nemorouter.migration.check;

import ai.nemorouter.catalog.Model;
import ai.nemorouter.catalog.ModelName;
import ai.nemorouter.catalog.Offering;
import ai.nemorouter.catalog.price.PublicPrices.PublicPrice;
import ai.nemorouter.platform.text.Numbers;
import ai.nemorouter.provider.dialect.Operation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a program may notice of a model that is served by somebody else, in sentences.
final class Differences {
  private Differences() {}

  /// @param model what is known of it, independent of its providers; null for nothing
  /// @param there what the price list of where it comes from says; null where it says nothing
  static List<String> between(
      String name, Offering here, @Nullable Model model, @Nullable PublicPrice there) {
    List<String> differences = new ArrayList<>();
    if (!ModelName.same(here.slug(), name)) {
      differences.add("Answers name the model " + here.slug() + ".");
    }
    if (!here.operations().contains(Operation.CHAT)) {
      differences.add("It does not chat here: it serves " + words(here) + ".");
    } else if (!here.serves(Operation.CHAT)) {
      differences.add("Its provider cannot be asked to chat.");
    }
    if (there != null) {
      differs("Context", here.contextLength(), there.contextLength(), differences);
      differs("Output ceiling", here.outputCeiling(), there.outputCeiling(), differences);
    }
    if (model != null && model.deprecated()) {
      differences.add(
          "It is going away"
              + (model.retires() == null ? "" : " on " + model.retires())
              + (model.successor() == null ? "." : ": take " + model.successor() + " instead."));
    }
    if (here.provider().demo()) {
      differences.add("This is the offline demonstration: its answers are made up.");
    }
    return differences;
  }

  private static void differs(String what, long here, long there, List<String> differences) {
    if (here > 0 && there > 0 && here != there) {
      differences.add(
          "%s: %s tokens here, %s there."
              .formatted(what, Numbers.grouped(here), Numbers.grouped(there)));
    }
  }

  private static String words(Offering offering) {
    return String.join(", ", offering.operations().stream().map(Operation::word).sorted().toList());
  }
}
