package ai.nemorouter.gateway;

import static org.awaitility.Awaitility.await;

import ai.nemorouter.testsupport.ScriptedUpstream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// An organization that does its worst: each misdeed goes on until its trouble is closed.
final class NoisyTenant {
  private static final int SLOW_BODIES = 100;
  private static final int SLOW_READERS = 60;
  private static final int HUGE_ANSWERS = 4;
  private static final int FAILING = 8;
  private static final int REFUSED = 8;
  private static final int HOLDS = 1_000;
  private static final int HUGE_BYTES = 30_000_000;
  private static final int STREAMED_CHUNKS = 400;
  private static final int TRICKLE_MS = 100;
  private static final int RETRY_MS = 20;
  private static final int ANSWER_AFTER_MS = 3_000;
  private static final String USAGE =
      "\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":1,\"total_tokens\":6}";

  private final int port;
  private final String key;
  private final String keyWithoutMoney;

  /// What is done in one phase.
  interface Misdeed {
    void begin(Trouble trouble);
  }

  NoisyTenant(int port, String key, String keyWithoutMoney) {
    this.port = port;
    this.key = key;
    this.keyWithoutMoney = keyWithoutMoney;
  }

  /// What the providers do, the shared one and the tenant's own.
  static void script(ScriptedUpstream upstream) {
    String answer =
        "{\"id\":\"x\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"},\"finish_reason\":\"stop\"}],"
            + USAGE
            + "}";
    upstream.on("good", wire -> wire.json(200, answer));
    upstream.on("failing", wire -> wire.json(500, "{\"error\":{\"message\":\"no\"}}"));
    byte[] huge =
        ("{\"x\":[" + "{},".repeat(HUGE_BYTES / 3) + "{}]}").getBytes(StandardCharsets.US_ASCII);
    upstream.on("huge", wire -> wire.answer(200, "application/json", huge));
    upstream.on(
        "waiting",
        wire -> {
          TimeUnit.MILLISECONDS.sleep(ANSWER_AFTER_MS);
          wire.json(200, answer);
        });
    String words = "words ".repeat(1_000);
    upstream.on(
        "long",
        wire -> {
          wire.beginStream();
          for (int i = 0; i < STREAMED_CHUNKS; i++) {
            wire.event("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + words + "\"}}]}");
          }
          wire.event(
              "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],"
                  + USAGE
                  + "}");
          wire.event("[DONE]");
          wire.endStream();
        });
  }

  Trouble begin(Misdeed misdeed) {
    Trouble trouble = new Trouble();
    misdeed.begin(trouble);
    return trouble;
  }

  void doEverything(Trouble trouble) {
    sendSlowBodies(trouble);
    readSlowly(trouble);
    callForHugeAnswers(trouble);
    callFailingModels(trouble);
    floodWithRefusals(trouble);
    holdAThousandCalls(trouble);
  }

  void sendSlowBodies(Trouble trouble) {
    byte[] begun = chat(key, "shared/good", "x".repeat(2_000_000));
    trouble.goOn(
        SLOW_BODIES,
        socket -> {
          socket.getOutputStream().write(begun, 0, begun.length / 2);
          for (int i = begun.length / 2; i < begun.length; i++) {
            socket.getOutputStream().write(begun[i]);
            TimeUnit.MILLISECONDS.sleep(TRICKLE_MS);
          }
        });
  }

  void readSlowly(Trouble trouble) {
    byte[] request = chat(key, "shared/long", "Hi\"}],\"stream\":true,\"x\":[{\"y\":\"");
    trouble.goOn(
        SLOW_READERS,
        socket -> {
          socket.setReceiveBufferSize(4_096);
          socket.getOutputStream().write(request);
          while (socket.getInputStream().read() >= 0) {
            TimeUnit.MILLISECONDS.sleep(TRICKLE_MS);
          }
        });
  }

  void callForHugeAnswers(Trouble trouble) {
    byte[] request = chat(key, "own/huge", "Hi");
    trouble.goOn(HUGE_ANSWERS, socket -> exchange(socket, request));
  }

  void callFailingModels(Trouble trouble) {
    byte[] request = chat(key, "shared/failing", "Hi");
    trouble.goOn(FAILING, socket -> exchange(socket, request));
  }

  void floodWithRefusals(Trouble trouble) {
    String dear = "Hi\"}],\"x\":[" + "{},".repeat(60_000) + "{\"y\":\"";
    byte[] request = chat(keyWithoutMoney, "shared/good", dear);
    trouble.goOn(REFUSED, socket -> exchange(socket, request));
  }

  void holdAThousandCalls(Trouble trouble) {
    byte[] request = chat(key, "shared/waiting", "Hi");
    trouble.goOn(HOLDS, socket -> exchange(socket, request));
  }

  private static void exchange(Socket socket, byte[] request) throws IOException {
    socket.getOutputStream().write(request);
    InputStream answer = socket.getInputStream();
    byte[] read = new byte[8_192];
    while (answer.read(read) >= 0) {
      // Until the end.
    }
  }

  private static byte[] chat(String key, String model, String content) {
    String body =
        "{\"model\":\"%s\",\"max_tokens\":10,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
            .formatted(model, content);
    return ("POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nauthorization: Bearer "
            + key
            + "\r\ncontent-length: "
            + body.length()
            + "\r\n\r\n"
            + body)
        .getBytes(StandardCharsets.US_ASCII);
  }

  /// What one of many connections does.
  interface Deed {
    void on(Socket socket) throws IOException, InterruptedException;
  }

  /// Misdeeds that are under way.
  final class Trouble implements AutoCloseable {
    private final List<Thread> threads = new ArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger connected = new AtomicInteger();
    private volatile boolean over;

    /// So many at once, each again and again.
    private void goOn(int count, Deed deed) {
      for (int i = 0; i < count; i++) {
        threads.add(Thread.startVirtualThread(() -> repeat(deed)));
      }
    }

    private void repeat(Deed deed) {
      boolean first = true;
      while (!over) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
          sockets.add(socket);
          if (first) {
            connected.incrementAndGet();
            first = false;
          }
          deed.on(socket);
          sockets.remove(socket);
          TimeUnit.MILLISECONDS.sleep(RETRY_MS);
        } catch (IOException _) {
          pause();
        } catch (InterruptedException _) {
          return;
        }
      }
    }

    private void pause() {
      try {
        TimeUnit.MILLISECONDS.sleep(TRICKLE_MS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        over = true;
      }
    }

    /// Waits until most of it has begun.
    void awaitUnderWay() {
      await().atMost(Fleet.PATIENCE).until(() -> connected.get() >= threads.size() / 2);
    }

    @Override
    public void close() throws IOException, InterruptedException {
      over = true;
      for (Thread thread : threads) {
        thread.interrupt();
      }
      for (Socket socket : sockets) {
        socket.close();
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }
}
