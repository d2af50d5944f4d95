// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench.peer;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.chaoschain.agent.remote.core.RemoteClient;
import org.chaoschain.api.message.Content;
import org.chaoschain.cli.bench.ProcessorTime;
import org.chaoschain.cli.bench.gateway.AgentLink;
import org.chaoschain.message.envelope.core.Ed25519Key;
import org.chaoschain.message.json.core.EnvelopeHead;
import org.chaoschain.message.json.core.Frame;
import org.chaoschain.message.json.core.JsonForm;
import org.chaoschain.message.json.core.JsonMessage;

/**
 * Many agents with keys of their own at one gateway. Each message is numbered and says when it was
 * said; what was said and what was heard are compared number by number. An agent that is told to
 * slow down says nothing for as long as it was told; one whose connection breaks connects again and
 * goes on. For one thread.
 */
final class GatewayLoad {
  private static final String ID = "m";
  private static final int AT_ONCE = 64;
  private static final long CONNECT_S = 120;

  /** For how long nothing may come at the end before what is missing is lost. */
  private static final long TAIL_NANOS = TimeUnit.SECONDS.toNanos(30);

  private static final long RECONNECT_MS = 200;
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final HttpClient http =
      HttpClient.newBuilder()
          .executor(Executors.newFixedThreadPool(2, GatewayLoad::daemon))
          .build();
  private final List<Agent> agents = new ArrayList<>();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong failedEarly = new AtomicLong();
  private final AtomicLong heard = new AtomicLong();
  private final AtomicLong slowed = new AtomicLong();
  private final AtomicLong cuts = new AtomicLong();
  private final List<Integer> receivers = new ArrayList<>();
  private final Random random = new Random(1);
  private int turns;

  /** Number of the first message after the warm-up. */
  private volatile int first;

  private volatile String firstFailure = "";
  private volatile String firstCut = "";
  private volatile boolean over;

  /** One agent, and what it has heard. */
  private final class Agent implements RemoteClient.Listener {
    private final Ed25519Key key;
    private final AgentLink link;
    private long[] numbers = new long[16];
    private long[] nanos = new long[16];
    private int size;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private volatile long pausedUntilNanos = System.nanoTime();

    Agent(int index) {
      byte[] seed = new byte[Ed25519Key.SEED_BYTES];
      new Random(index).nextBytes(seed);
      key = Ed25519Key.ofSeed(seed);
      link = new AgentLink(key, AgentLink.Permission.AGENTS, this);
    }

    @Override
    public void delivered(long sequence, JsonMessage message) {
      long now = System.nanoTime();
      if (message.form() instanceof JsonForm.AgentMessage direct
          && direct.content() instanceof Content.Status status) {
        synchronized (this) {
          if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * size);
            nanos = Arrays.copyOf(nanos, 2 * size);
          }
          numbers[size] = Long.parseLong(status.mood());
          nanos[size++] = now - Long.parseLong(status.text());
        }
        heard.incrementAndGet();
      }
    }

    /** Connects, and again whenever that fails or the connection breaks. */
    void connect(URI gateway) {
      link.connect(http, gateway)
          .whenComplete(
              (nothing, failure) -> {
                if (failure != null) {
                  again(gateway, failure.getMessage());
                  return;
                }
                ready.complete(null);
                link.ended().thenAccept(end -> again(gateway, end.code() + " " + end.getMessage()));
              });
    }

    private void again(URI gateway, String why) {
      if (over) {
        return;
      }
      if (cuts.getAndIncrement() == 0) {
        firstCut = why;
      }
      CompletableFuture.delayedExecutor(RECONNECT_MS, TimeUnit.MILLISECONDS)
          .execute(() -> connect(gateway));
    }

    @Override
    public void slowDown(Frame.SlowDown slowDown) {
      slowed.incrementAndGet();
      pausedUntilNanos = System.nanoTime() + slowDown.retryAfter().toNanos();
    }

    boolean isPaused() {
      return System.nanoTime() - pausedUntilNanos < 0;
    }

    @Override
    public void missed(Frame.Gap gap) {
      // what is missing is found by its number
    }

    @Override
    public void taken(Frame.Taken taken) {
      // what counts is what the other agent has heard
    }

    @Override
    public void failed(Frame.Problem problem) {
      boolean early = problem.id().filter(id -> number(id) >= first).isEmpty();
      if ((early ? failedEarly : failed).getAndIncrement() == 0) {
        firstFailure = problem.message();
      }
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "agents");
    thread.setDaemon(true);
    return thread;
  }

  /** Connects so many agents, some at a time. */
  void connect(String address, int count)
      throws InterruptedException, ExecutionException, TimeoutException {
    URI gateway = URI.create(address);
    for (int from = 0; from < count; from += AT_ONCE) {
      List<CompletableFuture<?>> connecting = new ArrayList<>();
      for (int i = from; i < Math.min(count, from + AT_ONCE); i++) {
        Agent agent = new Agent(i);
        agents.add(agent);
        agent.connect(gateway);
        connecting.add(agent.ready);
      }
      CompletableFuture.allOf(connecting.toArray(CompletableFuture[]::new))
          .get(CONNECT_S, TimeUnit.SECONDS);
    }
  }

  /** Sends at a rate for a time, so that both processes are warm; all of it is compared later. */
  Map<String, ?> warmUp(int rate, long millis) {
    say(rate, millis);
    return Map.of();
  }

  /** Sends at a rate for a time, waits for what is under way, and compares. */
  Map<String, ?> run(int rate, long millis) {
    first = receivers.size();
    int turnsBefore = turns;
    long slowedBefore = slowed.get();
    long heardBefore = heard.get();
    Duration workBefore = ProcessorTime.ofThis();
    long begin = System.nanoTime();
    say(rate, millis);
    double seconds = (System.nanoTime() - begin) / 1e9;
    double perSecond = (heard.get() - heardBefore) / seconds;
    awaitAll();
    over = true;
    Map<String, Object> result = compare();
    result.put("due", turns - turnsBefore);
    result.put("slowed", slowed.get() - slowedBefore);
    result.put("cuts", cuts.get());
    result.put("cut", firstCut);
    result.put("perSecond", Math.round(perSecond));
    result.put("measured", heard.get() - heardBefore);
    result.put("workUs", ProcessorTime.ofThis().minus(workBefore).toNanos() / 1_000);
    return result;
  }

  private void say(int rate, long millis) {
    long begin = System.nanoTime();
    long end = begin + TimeUnit.MILLISECONDS.toNanos(millis);
    int before = turns;
    for (long now = begin; now - end < 0; now = System.nanoTime()) {
      long due = before + (long) ((now - begin) / 1e9 * rate);
      for (; turns < due; turns++) {
        int from = turns % agents.size();
        if (!agents.get(from).isPaused()) {
          receivers.add(send(receivers.size(), from));
        }
      }
      LockSupport.parkNanos(SLICE_NANOS);
    }
  }

  private void awaitAll() {
    long arrived = heard.get();
    long patience = System.nanoTime() + TAIL_NANOS;
    while (arrived + failed.get() + failedEarly.get() < receivers.size()
        && System.nanoTime() - patience < 0) {
      LockSupport.parkNanos(SLICE_NANOS);
      long more = heard.get();
      if (more > arrived) {
        arrived = more;
        patience = System.nanoTime() + TAIL_NANOS;
      }
    }
  }

  /** Each agent sends in its turn, to any other. */
  private int send(int number, int from) {
    int to = random.nextInt(agents.size() - 1);
    to += to >= from ? 1 : 0;
    Agent sender = agents.get(from);
    String id = ID + number;
    EnvelopeHead head =
        new EnvelopeHead(
            Optional.of(id),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    Content said = new Content.Status(Integer.toString(number), Long.toString(System.nanoTime()));
    sender.link.say(
        id,
        new JsonMessage(
            new JsonForm.AgentMessage(sender.key.agent(), agents.get(to).key.agent(), said),
            Optional.of(head),
            Optional.empty()));
    return to;
  }

  private static int number(String id) {
    return Integer.parseInt(id.substring(ID.length()));
  }

  private Map<String, Object> compare() {
    Set<Long> once = new HashSet<>();
    long twice = 0;
    long received = 0;
    long[] latencies = new long[Math.toIntExact(heard.get()) + 1];
    int size = 0;
    for (int i = 0; i < agents.size(); i++) {
      Agent agent = agents.get(i);
      synchronized (agent) {
        for (int j = 0; j < agent.size && size < latencies.length; j++) {
          boolean right = receivers.get((int) agent.numbers[j]) == i;
          boolean isFirst = once.add(agent.numbers[j]);
          twice += isFirst && right ? 0 : 1;
          if (agent.numbers[j] >= first) {
            received += isFirst ? 1 : 0;
            latencies[size++] = agent.nanos[j];
          }
        }
      }
    }
    Arrays.sort(latencies, 0, size);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("agents", agents.stream().filter(a -> !isOver(a)).count());
    result.put("sent", receivers.size() - first);
    result.put("received", received);
    result.put("lost", receivers.size() - once.size() - failed.get() - failedEarly.get());
    result.put("twice", twice);
    result.put("failed", failed.get());
    result.put("failedEarly", failedEarly.get());
    result.put("failure", firstFailure);
    result.put("p50Us", percentile(latencies, size, 50));
    result.put("p99Us", percentile(latencies, size, 99));
    return result;
  }

  private static boolean isOver(Agent agent) {
    return agent.link.ended().toCompletableFuture().isDone();
  }

  private static long percentile(long[] sorted, int size, int percent) {
    return size == 0
        ? 0
        : TimeUnit.NANOSECONDS.toMicros(
            sorted[Math.min(size - 1, (int) ((long) size * percent / 100))]);
  }
}
