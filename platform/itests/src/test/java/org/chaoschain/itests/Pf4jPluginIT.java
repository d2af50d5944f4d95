// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.chaoschain.api.agent.AgentDirectory;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.Extension;
import org.chaoschain.api.message.MessageListener;
import org.chaoschain.api.message.MessageRecord;
import org.chaoschain.api.message.MessageType;
import org.chaoschain.api.message.Messenger;
import org.chaoschain.api.message.SendOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample PF4J plugin in a running node: as a jar and as a zip, by a drop and by a command. */
class Pf4jPluginIT {
  private static final String PLUGIN = "org.example.poll";
  private static final String TYPE = "extension/poll";
  private static final String POLL = "poll/1\nWhich animal?\na cat\nan owl\n";
  private static final int SWAPS = 200;

  @TempDir Path data;
  private LiveNode node;

  @BeforeEach
  void start() throws Exception {
    node =
        LiveNode.start(
            data.resolve("node"),
            Map.of("extension.plugins.policy", "any", "agent.local.names", "alice"));
  }

  @AfterEach
  void stop() throws Exception {
    node.stop();
  }

  @Test
  void aJarAndAZipComeByADropAndByACommandAndGo() throws Exception {
    Path dropped = node.plugins().resolve("poll.jar");
    Files.copy(PollPlugins.jar(), dropped);
    node.await("the jar is up", () -> rendered().contains("a) a cat"));
    assertThat(row()).containsEntry("version", "1.0.0.release").containsEntry("state", "active");
    node.await("its agent is hosted", () -> hosted("teller"));

    Path zip = PollPlugins.zip("1.1.0", "numbers", data.resolve("poll.zip"));
    node.ask("plugin.install", Map.of("file", zip.toString()));
    assertThat(row()).containsEntry("version", "1.1.0.release").containsEntry("state", "active");
    assertThat(rendered()).contains("1) a cat");
    assertThat(dropped).doesNotExist();

    Path droppedZip = node.plugins().resolve(PLUGIN + ".zip");
    assertThat(droppedZip).exists();
    Files.delete(droppedZip);
    node.await("it is gone", () -> node.type(TYPE).isEmpty() && !hosted("teller"));

    node.ask("plugin.install", Map.of("file", PollPlugins.jar().toString()));
    assertThat(rendered()).contains("a) a cat");
    node.ask("plugin.remove", Map.of("name", PLUGIN));
    assertThat(node.type(TYPE)).isEmpty();
  }

  @Test
  void theTellerCountsAVote() throws Exception {
    node.ask("plugin.install", Map.of("file", PollPlugins.jar().toString()));
    node.await("its agent is hosted", () -> hosted("teller"));
    String poll = say(POLL);
    say("vote/1\n" + poll + "\n2\n");
    node.await(
        "alice is told how it stands",
        () ->
            node.messages("delivered").stream()
                .anyMatch(
                    each ->
                        String.valueOf(each.get("text"))
                            .contains("Your vote counts. So far: a cat 0, an owl 1.")));
  }

  @Test
  void aBrokenUpdateIsRolledBackWithItsReason() throws Exception {
    node.ask("plugin.install", Map.of("file", PollPlugins.jar().toString()));
    Path broken = PollPlugins.jar("1.2.0", "runes", data.resolve("broken.jar"));
    assertThatThrownBy(() -> node.ask("plugin.install", Map.of("file", broken.toString())))
        .hasMessageContaining("its plugin class org.example.poll.PollPlugin has failed to start")
        .hasMessageContaining("'marks' must be letters or numbers, not 'runes'");
    assertThat(rendered()).contains("a) a cat");
    Files.copy(broken, node.plugins().resolve("broken.jar"));
    node.await(
        "the reason is told",
        () ->
            node.ask("plugin.list", Map.of()).stream()
                .filter(each -> String.valueOf(each.get("source")).endsWith("broken.jar"))
                .anyMatch(each -> String.valueOf(each.get("reason")).contains("not 'runes'")));
    assertThat(node.ask("plugin.why", Map.of("name", "broken.jar")).get(0).get("state"))
        .isEqualTo("failed");
    assertThat(rendered()).contains("a) a cat");
    assertThat(row()).containsEntry("version", "1.0.0.release");
  }

  @Test
  void aZipThatLeadsOutIsRefusedAndNothingIsUnpacked() throws Exception {
    Path evil = PollPlugins.zipWith("classes/../../../../evil.txt", data.resolve("evil.zip"));
    assertThatThrownBy(() -> node.ask("plugin.install", Map.of("file", evil.toString())))
        .hasMessageContaining("evil.zip has an entry whose name leads out of the jar");
    // the node writes files and renames them meanwhile, so that what has gone is no failure
    Files.walkFileTree(
        data,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            assertThat(file.getFileName()).doesNotHaveToString("evil.txt");
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
  }

  @Test
  void twoHundredSwapsUnderLoadLoseNothingAndLeaveNothing() throws Exception {
    Path jar = PollPlugins.jar("1.0.0", "letters", data.resolve("one.jar"));
    Path zip = PollPlugins.zip("1.1.0", "numbers", data.resolve("two.zip"));
    install(jar);
    install(zip);
    node.await("its agent is hosted", () -> hosted("teller"));
    Set<String> threads = threads();
    try (Load load = new Load()) {
      List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
      for (int swap = 0; swap < SWAPS; swap++) {
        install(swap % 2 == 0 ? jar : zip);
        loaders.add(new WeakReference<>(loader()));
      }
      load.end();
      assertThat(load.accepted).as("sent meanwhile").hasSizeGreaterThan(SWAPS);
      System.out.printf(
          "%d swaps of a PF4J plugin, %d messages accepted meanwhile%n",
          SWAPS, load.accepted.size());
      node.await("all are handled", () -> load.handled().size() >= load.accepted.size());
      assertThat(load.handled()).doesNotHaveDuplicates();
      assertThat(new HashSet<>(load.handled())).isEqualTo(new HashSet<>(load.accepted));

      node.ask("plugin.remove", Map.of("name", PLUGIN));
      node.await(
          "every class loader is collected",
          () -> {
            System.gc();
            return loaders.stream().allMatch(loader -> loader.get() == null);
          });
      node.await("no thread is left", () -> threads.containsAll(threads()));
      assertThat(openFiles())
          .noneMatch(file -> file.contains("/data/pf4j/") || file.contains("/.store/"));
    }
  }

  /** An agent votes and votes, one message after the other, while the plugin is swapped. */
  private final class Load implements MessageListener, AutoCloseable {
    private final List<String> accepted = new ArrayList<>();
    private final List<String> handled = new ArrayList<>();
    private final CompletableFuture<Void> sending;
    private final org.osgi.framework.ServiceRegistration<MessageListener> listening;
    private volatile boolean ended;

    Load() throws Exception {
      AgentDirectory agents = service(AgentDirectory.class);
      Messenger messenger = service(Messenger.class);
      AgentId alice = agents.byName("alice").orElseThrow().id();
      listening = node.context().registerService(MessageListener.class, this, null);
      sending =
          CompletableFuture.runAsync(
              () -> {
                while (!ended) {
                  try {
                    accepted.add(
                        messenger
                            .send(alice, alice, vote("m-" + accepted.size()), SendOptions.DEFAULT)
                            .toCompletableFuture()
                            .get(30, TimeUnit.SECONDS)
                            .messageId());
                  } catch (InterruptedException
                      | ExecutionException
                      | java.util.concurrent.TimeoutException e) {
                    throw new IllegalStateException("a vote was not accepted", e);
                  }
                }
              },
              // a thread that ends with it: those of the common pool stay for a minute on newer
              // JDKs
              task -> new Thread(task, "votes").start());
    }

    @Override
    public synchronized void onRecord(MessageRecord record) {
      if (record.state() == MessageRecord.State.DELIVERED && record.typeName().equals(TYPE)) {
        handled.add(record.messageId());
      }
    }

    synchronized List<String> handled() {
      return List.copyOf(handled);
    }

    void end() throws Exception {
      ended = true;
      sending.get(60, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
      ended = true;
      listening.unregister();
    }
  }

  private static Content vote(String poll) {
    String body = "vote/1\n" + poll + "\n1\n";
    return new Content.Extended(
        new Extension(
            "poll",
            1,
            Bytes.wrap(body.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
            "a vote"));
  }

  private String say(String body) throws Exception {
    return (String)
        node.ask(
                "send",
                Map.of(
                    "from",
                    "alice",
                    "to",
                    "teller",
                    "type",
                    "extension",
                    "extension",
                    "poll",
                    "body",
                    body,
                    "fallback",
                    "a poll"))
            .get(0)
            .get("id");
  }

  /** How the plugin that runs shows a poll. */
  private String rendered() throws Exception {
    if (node.type(TYPE).isEmpty()) {
      return "";
    }
    String id =
        (String)
            node.ask(
                    "send",
                    Map.of(
                        "from",
                        "alice",
                        "to",
                        "alice",
                        "type",
                        "extension",
                        "extension",
                        "poll",
                        "body",
                        POLL,
                        "fallback",
                        "a poll"))
                .get(0)
                .get("id");
    return node.messages("sent").stream()
        .filter(each -> id.equals(each.get("id")))
        .map(each -> String.valueOf(each.get("text")))
        .findFirst()
        .orElse("");
  }

  private void install(Path file) throws Exception {
    node.ask(
        "plugin.install",
        Map.of("file", file.toString(), "force", true)); // every other one is older
  }

  private Map<String, Object> row() throws Exception {
    return node.ask("plugin.list", Map.of()).stream()
        .map(each -> (Map<String, Object>) new HashMap<String, Object>(each))
        .filter(each -> PLUGIN.equals(each.get("name")) && !each.get("generation").equals(0))
        .findFirst()
        .orElseThrow();
  }

  private boolean hosted(String name) {
    return service(AgentDirectory.class).byName(name).isPresent();
  }

  private <T> T service(Class<T> type) {
    return node.context().getService(node.context().getServiceReference(type));
  }

  private ClassLoader loader() {
    MessageType type = node.type(TYPE).orElseThrow();
    return type.getClass().getClassLoader();
  }

  /** Names without numbers: a pool may exchange its threads. */
  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(thread -> thread.getName().replaceAll("\\d+", "#"))
        .collect(Collectors.toSet());
  }

  /** What this process has open, where the system tells. */
  private static List<String> openFiles() throws IOException {
    Path descriptors = Path.of("/proc/self/fd");
    if (!Files.isDirectory(descriptors)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(descriptors)) {
      return all.map(
              each -> {
                try {
                  return Files.readSymbolicLink(each).toString();
                } catch (IOException e) {
                  return "closed in this moment";
                }
              })
          .toList();
    }
  }
}
