// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.chaoschain.agent.gateway.core.Answer;
import org.chaoschain.agent.gateway.core.Asked;
import org.chaoschain.agent.gateway.core.Call;
import org.chaoschain.agent.gateway.core.Json;
import org.chaoschain.agent.gateway.core.Members;
import org.chaoschain.agent.gateway.core.Pace;
import org.chaoschain.agent.gateway.core.Query;
import org.chaoschain.agent.gateway.core.Refusal;
import org.chaoschain.agent.gateway.core.Route;
import org.chaoschain.agent.gateway.core.Tokens;
import org.chaoschain.agent.gateway.core.Told;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.time.Clock;
import org.chaoschain.message.json.core.JsonLimits;
import org.chaoschain.message.json.core.JsonValue;

/** Does what is asked of the gateway. Safe for use by many threads. */
final class Gateway implements ApiServlet.Api {
  private static final int MOST_LISTED = 1_000;
  private static final int LISTED = 100;

  private final Clock clock;
  private final Guests guests;
  private final Channels channels;
  private final Deeds deeds;
  private final Settings settings;
  private final Supplier<Map<String, ?>> network;

  /**
   * What bounds it.
   *
   * @param json of bodies and frames
   * @param framesPerSecond the pace of an agent
   * @param framesRefused counts what was refused because it was beyond the pace
   * @param remoteRegistration whether agents of other machines may register
   */
  record Settings(
      JsonLimits json, Limit framesPerSecond, Counter framesRefused, boolean remoteRegistration) {}

  /**
   * Makes it.
   *
   * @param network how the node and its network are
   */
  Gateway(
      Clock clock,
      Guests guests,
      Channels channels,
      Deeds deeds,
      Settings settings,
      Supplier<Map<String, ?>> network) {
    this.clock = clock;
    this.guests = guests;
    this.channels = channels;
    this.deeds = deeds;
    this.settings = settings;
    this.network = network;
  }

  @Override
  public CompletionStage<Answer> answer(Call call) throws Refusal {
    if (call.route().access() != Route.Access.TOKEN) {
      return open(call);
    }
    Guest guest = authenticated(call).orElseThrow(Gateway::noToken);
    requirePace(guest);
    return switch (call.route()) {
      case VALIDATE -> done(deeds.vote(guest, Asked.Vote.read(body(call))));
      case TRANSACTION ->
          deeds.propose(guest, Asked.Transaction.read(body(call))).thenApply(Answer::ok);
      case ALLIANCE -> deeds.ally(guest, Asked.Alliance.read(body(call))).thenApply(Answer::ok);
      case RENEW -> guests.issue(guest.id()).thenApply(this::renewed);
      case REVOKE -> guests.revoke(guest.id()).thenApply(had -> revoked(guest));
      default -> throw Refusal.of(404, "not_found", "nothing is served here");
    };
  }

  private CompletionStage<Answer> open(Call call) throws Refusal {
    return switch (call.route()) {
      case REGISTER -> register(call);
      case AGENT -> done(shown(agent(call.parameter())));
      case AGENTS -> done(list(call.query()));
      case NETWORK -> done(Json.of(network.get()));
      case OPENAPI -> done(OpenApi.document());
      default -> throw Refusal.of(404, "not_found", "nothing is served here");
    };
  }

  private static CompletionStage<Answer> done(JsonValue body) {
    return CompletableFuture.completedStage(Answer.ok(body));
  }

  /**
   * Whose the token of a request is; empty if it has none.
   *
   * @throws Refusal 401 if it is nobody's
   */
  Optional<Guest> authenticated(Call call) throws Refusal {
    if (call.token().isEmpty()) {
      return Optional.empty();
    }
    Guest guest = guests.authenticated(call.token().get());
    Optional<String> claimed = Query.value(call.query(), "agent_id");
    if (claimed.isPresent() && !claimed.get().equals(guest.id().toString())) {
      throw Refusal.of(401, "unauthorized", "the token is not that of agent_id");
    }
    return Optional.of(guest);
  }

  private static Refusal noToken() {
    return Refusal.of(
        401, "unauthorized", "a token is wanted: the header 'Authorization: Bearer <token>'");
  }

  private void requirePace(Guest guest) throws Refusal {
    if (guest.pace(clock.nanoTime()) == Pace.Verdict.REFUSE) {
      throw tooFast(guest);
    }
  }

  private Refusal tooFast(Guest guest) {
    settings.framesRefused().increment();
    Limit limit = settings.framesPerSecond();
    return Refusal.later(
        limit.refuse("agent " + guest.id(), limit.value() + 1), guest.pause(clock.nanoTime()));
  }

  private Members body(Call call) throws Refusal {
    return Members.parse(call.body(), settings.json());
  }

  private CompletionStage<Answer> register(Call call) throws Refusal {
    if (!call.here() && !settings.remoteRegistration()) {
      throw Refusal.of(
          403,
          "registration_closed",
          "agents register from this node's own machine alone; the key agent.gateway.registration.remote opens it to others");
    }
    return guests.register(Asked.Registration.read(body(call))).thenApply(this::registered);
  }

  private Answer registered(Guests.Registered made) {
    deeds.announce(made.guest());
    return Answer.created(
        Json.with(
            made.guest().profile().shown(),
            "token",
            made.token().text(),
            "token_expires_at",
            made.token().grant().expiresAt(),
            "key_custody",
            "node",
            "key_notice",
            "The node made the key of this agent, keeps it encrypted, and signs with it for whoever has the token.",
            "websocket",
            Route.SOCKET.path()));
  }

  private Answer renewed(Tokens.Issued token) {
    return Answer.ok(
        Json.object("token", token.text(), "token_expires_at", token.grant().expiresAt()));
  }

  private Answer revoked(Guest guest) {
    channels.close(guest.id(), "the token is void");
    return Answer.ok(Json.object("revoked", true));
  }

  private Guest agent(String id) throws Refusal {
    AgentId agent;
    try {
      agent = AgentId.parse(id);
    } catch (IllegalArgumentException e) {
      throw Refusal.of(400, "invalid_request", e.getMessage());
    }
    return guests
        .byId(agent)
        .orElseThrow(
            () ->
                Refusal.of(404, "not_found", "no agent of that id is registered at this gateway"));
  }

  private JsonValue shown(Guest guest) {
    return Json.with(
        guest.profile().shown(),
        "connected",
        channels.connected(guest.id()),
        "mood",
        guest.status().map(Asked.Status::mood),
        "status",
        guest.status().map(Asked.Status::text),
        "open_questions",
        deeds.openQuestions(guest.id()));
  }

  private JsonValue list(String query) throws Refusal {
    int most = Query.number(query, "limit", 1, MOST_LISTED, LISTED);
    Optional<String> after = Query.value(query, "after");
    List<Guest> page;
    try {
      page = guests.page(after.map(AgentId::parse), most);
    } catch (IllegalArgumentException e) {
      throw Refusal.of(400, "invalid_request", "the parameter after: " + e.getMessage());
    }
    List<JsonValue> agents = new ArrayList<>();
    page.forEach(each -> agents.add(shown(each)));
    return Json.object(
        "total",
        guests.size(),
        "agents",
        agents,
        "next",
        page.size() == most ? Optional.of(page.get(most - 1).id()) : Optional.empty());
  }

  /**
   * A frame of an agent's socket.
   *
   * @param sender empty on a socket that only reads
   * @return what is answered; it never fails
   */
  CompletionStage<List<JsonValue>> frame(Optional<Guest> sender, String text) {
    List<JsonValue> answers = new ArrayList<>();
    CompletionStage<JsonValue> last;
    try {
      Guest guest =
          sender.orElseThrow(
              () ->
                  Refusal.of(
                      403,
                      "read_only",
                      "a socket without a token only reads; register, and connect with the token"));
      Pace.Verdict verdict = guest.pace(clock.nanoTime());
      if (verdict == Pace.Verdict.REFUSE) {
        throw tooFast(guest);
      }
      if (verdict == Pace.Verdict.TAKE_AND_TELL) {
        Limit limit = settings.framesPerSecond();
        answers.add(Told.slowDown(guest.pause(clock.nanoTime()), limit.value(), limit.key()));
      }
      last = taken(guest, Members.parse(text, settings.json()));
    } catch (Refusal e) {
      last = CompletableFuture.completedStage(Told.refused(e));
    }
    return last.exceptionally(Gateway::failed)
        .thenApply(
            answer -> {
              answers.add(answer);
              return answers;
            });
  }

  private CompletionStage<JsonValue> taken(Guest guest, Members frame) throws Refusal {
    String type = frame.text("type", 1, Asked.MAX_NAME);
    return switch (type) {
      case "VALIDATION_VOTE" ->
          CompletableFuture.completedStage(
              Json.with(Told.taken(type), "vote", deeds.vote(guest, Asked.Vote.read(frame))));
      case "ValidatorStatus" ->
          deeds.status(guest, Asked.Status.read(frame)).thenApply(done -> Told.taken(type));
      default ->
          throw Refusal.at(
              "/type", "a frame is a VALIDATION_VOTE or a ValidatorStatus, and not another one");
    };
  }

  private static JsonValue failed(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return Told.refused(
        cause instanceof Refusal refusal
            ? refusal
            : Refusal.of(500, "failed", String.valueOf(cause.getMessage())));
  }

  /** Nothing of the gateway goes on. */
  void close() {
    channels.close();
    guests.close();
  }
}
