package ai.nemorouter.benchmark;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/// A steady rate: request number n is due at n ÷ rate whatever became of the others, and its time
/// counts from when it was due. So a slow response cannot hide the wait of those behind it
/// (coordinated omission).
///
/// @param streamed whether to ask for streams, timed up to their first body byte, or for whole
///   answers, timed up to their end
record OpenLoop(Target target, boolean streamed, int perSecond) {
  private static final int CONNECTIONS = 50;
  private static final int TIMEOUT_MS = 10_000;

  /// What came of it.
  ///
  /// @param answered every complete response with status 200, those of the warm-up included
  record Outcome(long answered, Latencies latencies) {}

  Outcome run(Duration warmUp, Duration time) throws InterruptedException, ExecutionException {
    long start = System.nanoTime();
    long measuredFrom = start + warmUp.toNanos();
    long end = measuredFrom + time.toNanos();
    try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
      List<Future<Caller>> callers = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        long firstDue = start + i * intervalNanos();
        callers.add(threads.submit(() -> new Caller(measuredFrom).run(firstDue, end)));
      }
      return outcome(callers);
    }
  }

  private static Outcome outcome(List<Future<Caller>> callers)
      throws InterruptedException, ExecutionException {
    long answered = 0;
    long errors = 0;
    LongStream nanos = LongStream.empty();
    for (Future<Caller> future : callers) {
      Caller caller = future.get();
      answered += caller.answered;
      errors += caller.errors;
      nanos = LongStream.concat(nanos, caller.nanos.stream().mapToLong(Long::longValue));
    }
    return new Outcome(answered, new Latencies(nanos.toArray(), errors));
  }

  private long intervalNanos() {
    return Duration.ofSeconds(1).toNanos() / perSecond;
  }

  /// One connection and its share of the requests.
  private final class Caller {
    private final long measuredFrom;
    private final Response response = new Response();
    private final List<Long> nanos = new ArrayList<>();
    private long answered;
    private long errors;

    Caller(long measuredFrom) {
      this.measuredFrom = measuredFrom;
    }

    Caller run(long firstDue, long end) throws IOException {
      Socket socket = connect();
      try {
        for (long due = firstDue; due < end; due += CONNECTIONS * intervalNanos()) {
          waitUntil(due);
          try {
            call(socket, due);
          } catch (IOException e) {
            errors++;
            socket.close();
            socket = connect();
          }
        }
      } finally {
        socket.close();
      }
      return this;
    }

    private void call(Socket socket, long due) throws IOException {
      socket.getOutputStream().write(streamed ? target.streamRequest() : target.request());
      response.reset();
      long firstByteAt = 0;
      while (!response.isComplete()) {
        response.receive(socket.getInputStream());
        if (firstByteAt == 0 && response.hasBody()) {
          firstByteAt = System.nanoTime();
        }
      }
      long completeAt = System.nanoTime();
      if (!response.isRight() || (streamed && !response.text().contains("data: [DONE]"))) {
        errors++;
        return;
      }
      answered++;
      if (due >= measuredFrom) {
        nanos.add((streamed ? firstByteAt : completeAt) - due);
      }
    }

    private Socket connect() throws IOException {
      Socket socket = new Socket();
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(TIMEOUT_MS);
      socket.connect(target.address(), TIMEOUT_MS);
      return socket;
    }
  }

  private static void waitUntil(long due) {
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
