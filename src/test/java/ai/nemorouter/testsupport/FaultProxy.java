package ai.nemorouter.testsupport;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A bad network between nodes and PostgreSQL. It reads the protocol, so that a fault hits exactly
/// the request that a test means: it is kept from the server, its answer is kept from the client,
/// or lost together with the connection after the server has committed.
public final class FaultProxy implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;
  private static final int FRAME_HEAD = 4;

  private final ServerSocket socket;
  private final int serverPort;
  private final List<Link> links = new CopyOnWriteArrayList<>();
  private final List<Trap> traps = new CopyOnWriteArrayList<>();

  /// What happens to a request that falls into a trap.
  public enum Fault {
    /// The server does not get it, until the test releases it.
    KEEP_REQUEST,
    /// The server does it, and the client does not get the answer, until the test releases it.
    KEEP_ANSWER,
    /// The server does it, and then the client's connection is reset.
    LOSE_ANSWER,
    /// The server does not get it, and the client's connection is reset.
    LOSE_REQUEST
  }

  private FaultProxy(ServerSocket socket, int serverPort) {
    this.socket = socket;
    this.serverPort = serverPort;
  }

  public static FaultProxy before(int serverPort) {
    try {
      FaultProxy proxy =
          new FaultProxy(new ServerSocket(0, 512, InetAddress.getLoopbackAddress()), serverPort);
      Thread.ofVirtual().start(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return socket.getLocalPort();
  }

  /// The next request whose bytes, read as Latin-1, are what `meant` says gets that fault; later
  /// ones pass.
  public Trap next(Fault fault, Predicate<String> meant) {
    Trap trap = new Trap(fault, meant);
    traps.add(trap);
    return trap;
  }

  /// The connections that are open now carry nothing any more and do not end either, as when a
  /// firewall has forgotten them. New ones work.
  public void silence() {
    links.forEach(link -> link.silent = true);
  }

  /// Ends all connections with a TCP reset.
  public void cut() {
    links.forEach(Link::close);
  }

  @Override
  public void close() throws IOException {
    socket.close();
    traps.forEach(Trap::release);
    cut();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        Thread.ofVirtual().start(() -> connect(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void connect(Socket client) {
    try {
      Link link = new Link(client, new Socket(InetAddress.getLoopbackAddress(), serverPort));
      links.add(link);
      Thread.ofVirtual().start(link::carryRequests);
      Thread.ofVirtual().start(link::carryAnswers);
    } catch (IOException e) {
      reset(client);
    }
  }

  private static void reset(Socket connection) {
    try {
      connection.setSoLinger(true, 0);
      connection.close();
    } catch (IOException e) {
      // It is gone already.
    }
  }

  /// A fault that waits for its request.
  public static final class Trap {
    private final Fault fault;
    private final Predicate<String> meant;
    private final CountDownLatch sprung = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final CountDownLatch answered = new CountDownLatch(1);
    private volatile @Nullable Link link;

    private Trap(Fault fault, Predicate<String> meant) {
      this.fault = fault;
      this.meant = meant;
    }

    private synchronized boolean springs(Link caught, String request) {
      if (link != null || !meant.test(request)) {
        return false;
      }
      link = caught;
      return true;
    }

    /// Waits until the fault has happened.
    public void awaitSprung() throws InterruptedException {
      if (!sprung.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("Nothing fell into the trap " + fault);
      }
    }

    /// Waits until the server has answered what was kept from it before, whether or not anybody
    /// listens any more.
    public void awaitAnswered() throws InterruptedException {
      if (!answered.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("No answer to what was kept");
      }
    }

    /// Resets the connection of the client; what was kept can still be released to the server.
    public void cutClient() {
      Link caught = link;
      if (caught != null) {
        reset(caught.client);
      }
    }

    /// Lets go of what was kept.
    public void release() {
      released.countDown();
    }
  }

  /// One connection of a node and its twin to the server.
  private final class Link {
    private final Socket client;
    private final Socket server;
    private volatile boolean silent;
    private volatile @Nullable Trap answerTrap;

    Link(Socket client, Socket server) throws IOException {
      this.client = client;
      this.server = server;
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
    }

    void carryRequests() {
      try {
        DataInputStream from =
            new DataInputStream(new BufferedInputStream(client.getInputStream()));
        DataOutputStream to = new DataOutputStream(server.getOutputStream());
        pass(frame(from, -1), to);
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        for (int type = from.read(); type >= 0; type = from.read()) {
          request.write(frame(from, type));
          // Sync, simple query, terminate, flush: where the client waits or is through.
          if ("SQXH".indexOf(type) >= 0) {
            carry(request.toByteArray(), to);
            request.reset();
          }
        }
        server.shutdownOutput();
      } catch (IOException e) {
        clientDisconnected();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /// The server still gets what was passed on: a reset would throw it away.
    private void clientDisconnected() {
      try {
        server.shutdownOutput();
      } catch (IOException e) {
        close();
      }
    }

    private void carry(byte[] request, DataOutputStream to)
        throws IOException, InterruptedException {
      String text = new String(request, StandardCharsets.ISO_8859_1);
      Trap trap = traps.stream().filter(one -> one.springs(this, text)).findFirst().orElse(null);
      if (trap == null) {
        pass(request, to);
        return;
      }
      switch (trap.fault) {
        case KEEP_REQUEST -> {
          trap.sprung.countDown();
          trap.released.await();
          answerTrap = trap;
          pass(request, to);
        }
        case LOSE_REQUEST -> {
          trap.sprung.countDown();
          close();
        }
        case KEEP_ANSWER, LOSE_ANSWER -> {
          answerTrap = trap;
          pass(request, to);
        }
      }
    }

    void carryAnswers() {
      try {
        DataInputStream from =
            new DataInputStream(new BufferedInputStream(server.getInputStream()));
        DataOutputStream to = new DataOutputStream(client.getOutputStream());
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        for (int type = from.read(); type >= 0; type = from.read()) {
          answer.write(frame(from, type));
          // Ready for the next request: what was asked for is committed or rolled back.
          if (type == 'Z') {
            answered(answerTrap);
            answerTrap = null;
            pass(answer.toByteArray(), to);
            answer.reset();
          }
        }
        pass(answer.toByteArray(), to);
        client.shutdownOutput();
        links.remove(this);
      } catch (IOException e) {
        close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void answered(@Nullable Trap trap) throws InterruptedException {
      if (trap == null) {
        return;
      }
      trap.answered.countDown();
      if (trap.fault == Fault.LOSE_ANSWER) {
        close();
      }
      trap.sprung.countDown();
      if (trap.fault == Fault.KEEP_ANSWER) {
        trap.released.await();
      }
    }

    /// One message: its type, which only the first one of a connection lacks, its length and the
    /// rest.
    private byte[] frame(DataInputStream from, int type) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream frame = new DataOutputStream(bytes);
      if (type >= 0) {
        frame.write(type);
      }
      int length = from.readInt();
      frame.writeInt(length);
      frame.write(from.readNBytes(length - FRAME_HEAD));
      return bytes.toByteArray();
    }

    private void pass(byte[] bytes, DataOutputStream to) throws IOException {
      if (!silent) {
        to.write(bytes);
        to.flush();
      }
    }

    /// A silent one stays as it is: neither side is told.
    void close() {
      if (!silent) {
        reset(client);
        reset(server);
        links.remove(this);
      }
    }
  }
}
