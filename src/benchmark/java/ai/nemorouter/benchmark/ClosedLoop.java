package ai.nemorouter.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/// As many requests as go: each connection sends its next request as soon as its response is there.
/// One thread and one selector, no work per request but counting.
final class ClosedLoop implements AutoCloseable {
  private static final long DRAIN_NANOS_MAX = Duration.ofSeconds(10).toNanos();
  private static final long SELECT_MS_MAX = 100;
  private static final int OK = 200;

  private final Target target;
  private final ByteBuffer request;
  private final Selector selector;
  private final long measuredFrom;
  private final long measuredUntil;
  private int waiting;
  private long answered;
  private long measured;
  private long errors;

  private ClosedLoop(Target target, Duration warmUp, Duration time) throws IOException {
    this.target = target;
    request = ByteBuffer.allocateDirect(target.request().length).put(target.request()).flip();
    selector = Selector.open();
    measuredFrom = System.nanoTime() + warmUp.toNanos();
    measuredUntil = measuredFrom + time.toNanos();
  }

  static Throughput run(Target target, int connections, Duration warmUp, Duration time)
      throws IOException {
    try (ClosedLoop loop = new ClosedLoop(target, warmUp, time)) {
      for (int i = 0; i < connections; i++) {
        loop.open();
      }
      loop.turn();
      return new Throughput(loop.answered, loop.measured, time, loop.errors + loop.waiting);
    }
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }

  private void open() throws IOException {
    SocketChannel channel = SocketChannel.open(target.address());
    channel.configureBlocking(false);
    channel.socket().setTcpNoDelay(true);
    send(channel.register(selector, SelectionKey.OP_READ, new Response()));
  }

  /// Returns when the time is over and every request has its response, so that both sides can count
  /// the same.
  private void turn() throws IOException {
    while (waiting > 0 && System.nanoTime() - measuredUntil < DRAIN_NANOS_MAX) {
      selector.select(this::receive, SELECT_MS_MAX);
    }
  }

  private void receive(SelectionKey key) {
    if (!(key.channel() instanceof SocketChannel channel)
        || !(key.attachment() instanceof Response response)) {
      return;
    }
    try {
      response.receive(channel);
      if (response.isComplete()) {
        complete(key, response);
      }
    } catch (IOException e) {
      replace(channel);
    }
  }

  private void complete(SelectionKey key, Response response) throws IOException {
    waiting--;
    long now = System.nanoTime();
    if (response.status() != OK) {
      errors++;
    } else {
      answered++;
      if (now >= measuredFrom && now < measuredUntil) {
        measured++;
      }
    }
    if (now < measuredUntil) {
      response.reset();
      send(key);
    }
  }

  /// A connection that breaks under a request is an error; the number of connections stays.
  private void replace(SocketChannel broken) {
    errors++;
    waiting--;
    try {
      broken.close();
      if (System.nanoTime() < measuredUntil) {
        open();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("No connection to port " + target.port(), e);
    }
  }

  private void send(SelectionKey key) throws IOException {
    if (key.channel() instanceof SocketChannel channel) {
      // A request is far smaller than a socket's buffer, so it is never written in part.
      waiting++;
      channel.write(request.rewind());
    }
  }
}
