// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.chaoschain.agent.remote.core.RemoteClient;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.message.Content;
import org.chaoschain.cli.bench.gateway.AgentLink;
import org.chaoschain.distribution.Packed.Running;
import org.chaoschain.message.envelope.core.Ed25519Key;
import org.chaoschain.message.json.core.EnvelopeHead;
import org.chaoschain.message.json.core.Frame;
import org.chaoschain.message.json.core.JsonForm;
import org.chaoschain.message.json.core.JsonMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents with keys of their own at the gateway of a packed node, over real WebSockets. */
class RemoteAgentsIT {
  private static final long PATIENCE_S = 60;

  @TempDir Path folder;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Speaker ada = new Speaker(1);
  private final Speaker bob = new Speaker(2);
  private Running node;
  private URI gateway;

  /** An agent's key, and what it has heard. */
  private static final class Speaker implements RemoteClient.Listener {
    private final Ed25519Key key;
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final BlockingQueue<Frame> answers = new LinkedBlockingQueue<>();
    private AgentLink link;

    Speaker(int number) {
      byte[] seed = new byte[Ed25519Key.SEED_BYTES];
      seed[0] = (byte) number;
      key = Ed25519Key.ofSeed(seed);
    }

    Speaker with(AgentLink.Permission permission) {
      link = new AgentLink(key, permission, this);
      return this;
    }

    void say(String id, AgentId to, String text) {
      link.say(
          id,
          new JsonMessage(
              new JsonForm.AgentMessage(key.agent(), to, new Content.Status("calm", text)),
              Optional.of(head(id)),
              Optional.empty()));
    }

    private static EnvelopeHead head(String id) {
      return new EnvelopeHead(
          Optional.of(id),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }

    String hears() throws InterruptedException {
      return heard.poll(PATIENCE_S, TimeUnit.SECONDS);
    }

    Frame isAnswered() throws InterruptedException {
      return answers.poll(PATIENCE_S, TimeUnit.SECONDS);
    }

    @Override
    public void delivered(long sequence, JsonMessage message) {
      JsonForm.AgentMessage direct = (JsonForm.AgentMessage) message.form();
      assertThat(message.raw()).as("the agent can verify it").isPresent();
      heard.add(sequence + " " + ((Content.Status) direct.content()).text());
    }

    @Override
    public void missed(Frame.Gap gap) {
      heard.add("gap " + gap.from() + " to " + gap.to());
    }

    @Override
    public void taken(Frame.Taken taken) {
      answers.add(taken);
    }

    @Override
    public void failed(Frame.Problem problem) {
      answers.add(problem);
    }
  }

  @BeforeEach
  void start() throws IOException, InterruptedException, ExecutionException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    node =
        Packed.run(
            folder.resolve("node.err"),
            "run",
            "--init",
            "--quiet",
            "--json",
            "--data",
            data(),
            "--listen",
            "/ip4/127.0.0.1/tcp/0",
            "--set",
            "agent.gateway.port=" + port);
    gateway = URI.create("ws://127.0.0.1:" + port);
  }

  @AfterEach
  void stop() {
    for (Speaker speaker : List.of(ada, bob)) {
      if (speaker.link != null) {
        speaker.link.close();
      }
    }
    node.close();
  }

  private Path data() {
    return folder.resolve("data");
  }

  private void connect(Speaker speaker)
      throws InterruptedException, ExecutionException, TimeoutException {
    speaker.link.connect(http, gateway).toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS);
  }

  private AgentLink.ClosedException refusedTo(Speaker speaker) {
    ExecutionException e = catchThrowableOfType(ExecutionException.class, () -> connect(speaker));
    assertThat(e).isNotNull();
    return (AgentLink.ClosedException) e.getCause();
  }

  private List<JsonObject> ask(String command) throws IOException, InterruptedException {
    Packed.Call call = Packed.chaos(command, "--json", "--data", data());
    assertThat(call.code()).as(call.err()).isZero();
    return call.out()
        .lines()
        .filter(line -> line.startsWith("{"))
        .map(line -> com.google.gson.JsonParser.parseString(line).getAsJsonObject())
        .toList();
  }

  @Test
  void a_message_goes_from_one_agent_to_another_signed_by_the_node() throws Exception {
    connect(ada.with(AgentLink.Permission.AGENTS));
    connect(bob.with(AgentLink.Permission.AGENTS));
    ada.say("q", bob.key.agent(), "hello");
    assertThat(bob.hears()).isEqualTo("1 hello");
    assertThat(ada.isAnswered())
        .isInstanceOfSatisfying(
            Frame.Taken.class,
            taken -> {
              assertThat(taken.id()).isEqualTo("q");
              assertThat(taken.status()).isEqualTo(Frame.Taken.Status.DELIVERED);
              assertThat(taken.messageId()).isPresent();
            });
    assertThat(ask("remote"))
        .extracting(item -> item.get("agent").getAsString())
        .contains(ada.key.agent().toString(), bob.key.agent().toString());
  }

  @Test
  void after_a_cut_an_agent_gets_what_came_meanwhile_and_nothing_twice() throws Exception {
    connect(ada.with(AgentLink.Permission.AGENTS));
    connect(bob.with(AgentLink.Permission.AGENTS));
    ada.say("1", bob.key.agent(), "before");
    assertThat(bob.hears()).isEqualTo("1 before");
    bob.link.cut();
    ada.say("2", bob.key.agent(), "meanwhile");
    ada.say("3", bob.key.agent(), "and more");
    for (int i = 0; i < 3; i++) {
      assertThat(ada.isAnswered()).isInstanceOf(Frame.Taken.class);
    }
    connect(bob);
    assertThat(bob.hears()).isEqualTo("2 meanwhile");
    assertThat(bob.hears()).isEqualTo("3 and more");
    ada.say("4", bob.key.agent(), "after");
    assertThat(bob.hears()).isEqualTo("4 after");
  }

  @Test
  void what_was_not_answered_before_a_cut_is_said_again_and_sent_once() throws Exception {
    connect(ada.with(AgentLink.Permission.AGENTS));
    connect(bob.with(AgentLink.Permission.AGENTS));
    for (int i = 0; i < 20; i++) {
      ada.say("m" + i, bob.key.agent(), "text " + i);
    }
    ada.link.cut();
    connect(ada);
    for (int i = 0; i < 20; i++) {
      assertThat(ada.isAnswered()).isInstanceOf(Frame.Taken.class);
    }
    ada.say("last", bob.key.agent(), "the end");
    String heard = bob.hears();
    int count = 1;
    while (!heard.endsWith("the end")) {
      heard = bob.hears();
      count++;
    }
    assertThat(count).isEqualTo(21);
  }

  @Test
  void what_the_delegation_does_not_cover_is_not_sent() throws Exception {
    connect(ada.with(new AgentLink.Permission(List.of("memes"), Optional.empty())));
    connect(bob.with(new AgentLink.Permission(List.of(), Optional.empty())));
    ada.say("q", bob.key.agent(), "hello");
    assertThat(ada.isAnswered())
        .isInstanceOfSatisfying(
            Frame.Problem.class,
            problem -> {
              assertThat(problem.code()).isEqualTo("invalid");
              assertThat(problem.message()).contains("covered: [memes]");
              assertThat(problem.retryable()).isFalse();
            });
    bob.say("q", ada.key.agent(), "hello");
    assertThat(bob.isAnswered())
        .isInstanceOfSatisfying(
            Frame.Problem.class, problem -> assertThat(problem.code()).isEqualTo("no-delegation"));
  }

  @Test
  void an_agent_that_believes_to_be_elsewhere_is_refused() {
    ada.with(new AgentLink.Permission(List.of("agents"), Optional.of("https://evil.example")));
    assertThat(refusedTo(ada))
        .hasMessageContaining("another origin")
        .extracting(AgentLink.ClosedException::code)
        .isEqualTo(4401);
  }

  @Test
  void a_session_that_is_revoked_ends_with_a_reason_and_the_agent_may_come_again()
      throws Exception {
    connect(ada.with(AgentLink.Permission.AGENTS));
    Packed.Call revoked =
        Packed.chaos("sessions", "revoke", ada.key.agent().toString(), "--data", data());
    assertThat(revoked.code()).as(revoked.err()).isZero();
    AgentLink.ClosedException end =
        ada.link.ended().toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS);
    assertThat(end).hasMessageContaining("revoked");
    assertThat(end.code()).isEqualTo(4403);
    assertThat(ask("sessions")).isEmpty();
    connect(ada);
  }

  @Test
  void an_agent_that_connects_again_takes_its_place() throws Exception {
    connect(ada.with(AgentLink.Permission.AGENTS));
    AgentLink first = ada.link;
    var end = first.ended().toCompletableFuture();
    connect(ada.with(AgentLink.Permission.AGENTS));
    assertThat(end.get(PATIENCE_S, TimeUnit.SECONDS).code()).isEqualTo(4409);
    first.close();
  }

  @Test
  void none_of_many_messages_is_lost() throws Exception {
    JsonObject result =
        Packed.chaos(
                "bench",
                "gateway",
                "--agents",
                "20",
                "--rate",
                "100",
                "--warm-up",
                "1",
                "--seconds",
                "3",
                "--json")
            .json();
    assertThat(result.get("agents").getAsInt()).isEqualTo(20);
    assertThat(result.get("sent").getAsInt()).isPositive();
    assertThat(result.get("received")).isEqualTo(result.get("sent"));
    assertThat(result.get("lost").getAsInt()).isZero();
  }
}
