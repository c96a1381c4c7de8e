package ai.nemorouter.provider.parameter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Names that no setting lets through, because what was held would not hold with them: they decide
/// how long an answer may be, how many there are, which model gives it, where the request goes, who
/// pays, or they carry other parameters inside. Letter case and punctuation do not matter, as they
/// do not to some servers.
public final class NeverPassedOn {
  private static final Pattern PUNCTUATION = Pattern.compile("[^a-z0-9]");

  private static final Set<String> NAMES =
      Set.of(
          // How long an answer may be.
          "maxtokens",
          "maxcompletiontokens",
          "maxnewtokens",
          "maxoutputtokens",
          "maxlength",
          "maxgenlen",
          "maxgenerationtokens",
          "maxtokenstosample",
          "maxthinkingtokens",
          "npredict",
          "numpredict",
          "mintokens",
          "minnewtokens",
          "minlength",
          "ignoreeos",
          // How many there are.
          "n",
          "ncmpl",
          "bestof",
          "numbeams",
          "beamwidth",
          "usebeamsearch",
          "candidatecount",
          "numreturnsequences",
          "numcompletions",
          // Which model gives it.
          "model",
          "models",
          "modelid",
          "modelname",
          "modellist",
          "modelgroup",
          "modelinfo",
          "engine",
          "deployment",
          "deploymentid",
          "lora",
          "lorapath",
          "loraname",
          "adapterid",
          "adaptersource",
          "provider",
          "customllmprovider",
          "route",
          "preset",
          "plugins",
          "transforms",
          "fallbacks",
          "defaultfallbacks",
          "contentpolicyfallbacks",
          "numretries",
          "maxretries",
          "retrypolicy",
          "userconfig",
          "litellmparams",
          "specificdeployment",
          // Where the request goes, and who pays.
          "apibase",
          "baseurl",
          "apiurl",
          "url",
          "endpoint",
          "proxy",
          "host",
          "apiversion",
          "apitype",
          "azureendpoint",
          "extraheaders",
          "defaultheaders",
          "headers",
          "extraquery",
          "defaultquery",
          "apikey",
          "xapikey",
          "authorization",
          "accesstoken",
          "bearertoken",
          "password",
          "secret",
          "servicetier",
          // What is asked, and how it is answered and counted.
          "messages",
          "prompt",
          "input",
          "inputs",
          "inputids",
          "inputembeds",
          "promptembeds",
          "promptid",
          "promptvariables",
          "chattemplate",
          "stream",
          "streamoptions",
          "usage",
          "responsefields",
          "tools",
          "toolchoice",
          "functions",
          "mockresponse",
          "mocktoolcalls",
          "file",
          "image",
          // What carries others inside.
          "extrabody",
          "options",
          "parameters",
          "samplingparams",
          "generationconfig",
          "litellmmetadata");

  private static final List<String> BEGINNINGS =
      List.of(
          "contextwindowfallback",
          "aws",
          "vertex",
          "azuread",
          "bootstrap",
          "inputcostper",
          "outputcostper");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.\\[\\]-]{1,64}");

  private NeverPassedOn() {}

  /// Why an account cannot be allowed that parameter; null where it can.
  public static @Nullable String objection(String name) {
    if (!NAME.matcher(name).matches()) {
      return "must be names of parameters, separated by commas: " + name;
    }
    return contains(name)
        ? "may not name "
            + name
            + ": with it a call could cost more than what is held for it, or be answered by another"
            + " model"
        : null;
  }

  public static boolean contains(String name) {
    String plain = PUNCTUATION.matcher(name.toLowerCase(Locale.ROOT)).replaceAll("");
    return plain.isEmpty()
        || NAMES.contains(plain)
        || BEGINNINGS.stream().anyMatch(plain::startsWith);
  }

  /// The value without such names, however deep they stand.
  static JsonNode without(JsonNode value, String at, Dropped dropped) {
    JsonNode copy = value.deepCopy();
    remove(copy, at, dropped);
    return copy;
  }

  private static void remove(JsonNode value, String at, Dropped dropped) {
    if (value instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> field : List.copyOf(object.properties())) {
        if (contains(field.getKey())) {
          dropped.add(at + "." + field.getKey());
          object.remove(field.getKey());
        }
      }
      object
          .properties()
          .forEach(field -> remove(field.getValue(), at + "." + field.getKey(), dropped));
      return;
    }
    value.forEach(element -> remove(element, at + "[]", dropped));
  }
}
