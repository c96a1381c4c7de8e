package ai.nemorouter.platform.outbound;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Names that lead where a test says, one look-up after the other; all others are the machine's.
@Alternative
@Priority(1)
@ApplicationScoped
public class ScriptedInternet extends Internet {
  private final Map<String, List<List<String>>> answers = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  /// @param lookUps the addresses that each look-up finds; the last answers all further ones
  @SafeVarargs
  public final void lead(String host, List<String>... lookUps) {
    answers.put(host, List.of(lookUps));
  }

  /// How often a name was looked up.
  public long asked(String host) {
    return asked.stream().filter(host::equals).count();
  }

  @Override
  List<InetAddress> addresses(String host) throws UnknownHostException {
    List<List<String>> scripted = answers.get(host);
    if (scripted == null) {
      return super.addresses(host);
    }
    List<String> answer = scripted.get((int) Math.min(asked(host), scripted.size() - 1));
    asked.add(host);
    List<InetAddress> addresses = new ArrayList<>();
    for (String address : answer) {
      addresses.add(InetAddress.getByName(address));
    }
    return addresses;
  }
}
