package ai.nemorouter.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.Supplier;

/// As many requests as go: each connection sends its next request as soon as its answer is there,
/// whole or to the end of its stream. One thread and one selector, no work but counting.
final class ClosedLoop implements AutoCloseable {
  private static final long DRAIN_NANOS_MAX = Duration.ofSeconds(10).toNanos();
  private static final long SELECT_MS_MAX = 100;

  private final Target target;
  private final ByteBuffer request;
  private final Supplier<Reply> replies;
  private final Selector selector;
  private final long measuredFrom;
  private final long measuredUntil;
  private int waiting;
  private long answered;
  private long measured;
  private long errors;

  private ClosedLoop(
      Target target, byte[] bytes, Supplier<Reply> replies, Duration warmUp, Duration time)
      throws IOException {
    this.target = target;
    this.replies = replies;
    request = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    selector = Selector.open();
    measuredFrom = System.nanoTime() + warmUp.toNanos();
    measuredUntil = measuredFrom + time.toNanos();
  }

  static Throughput run(Target target, int connections, Duration warmUp, Duration time)
      throws IOException {
    try (ClosedLoop loop = new ClosedLoop(target, target.request(), Response::new, warmUp, time)) {
      return loop.run(connections, time);
    }
  }

  /// Measures chunks, where `run` measures answers.
  static Throughput runStreams(Target target, int streams, Duration warmUp, Duration time)
      throws IOException {
    Target many = target.asking(Upstream.MANY, Upstream.MANY_CHUNKS);
    try (ClosedLoop loop =
        new ClosedLoop(many, many.streamRequest(), CountedStream::new, warmUp, time)) {
      return loop.run(streams, time);
    }
  }

  private Throughput run(int connections, Duration time) throws IOException {
    for (int i = 0; i < connections; i++) {
      open();
    }
    turn();
    return new Throughput(answered, measured, time, errors + waiting);
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
    send(channel.register(selector, SelectionKey.OP_READ, replies.get()));
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
        || !(key.attachment() instanceof Reply reply)) {
      return;
    }
    try {
      reply.receive(channel);
      long now = System.nanoTime();
      if (now >= measuredFrom && now < measuredUntil) {
        measured += reply.arrived();
      }
      if (reply.isComplete()) {
        complete(key, reply, now);
      }
    } catch (IOException e) {
      replace(channel);
    }
  }

  private void complete(SelectionKey key, Reply reply, long now) throws IOException {
    waiting--;
    if (reply.isRight()) {
      answered++;
    } else {
      errors++;
    }
    if (now < measuredUntil) {
      reply.reset();
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
