// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.internal;

import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.chaoschain.agent.llm.core.Address;
import org.chaoschain.agent.llm.core.Cause;
import org.chaoschain.agent.llm.core.EndpointAnswer;
import org.chaoschain.api.bytes.Bytes;

/**
 * An endpoint over the JDK's HTTP client. It follows no redirect, so the key goes to the configured
 * address and nowhere else, and it keeps no cookies. Bodies of other statuses than 200 are not
 * read.
 */
final class HttpEndpoint implements ChatEndpoint {
  private static final int OK = 200;

  private final HttpClient client;
  private final Address address;
  private final Optional<ApiKey> key;
  private final int maxResponseBytes;

  /**
   * Connects nowhere yet.
   *
   * @param executor runs what the client has to do
   */
  HttpEndpoint(
      Address address,
      Optional<ApiKey> key,
      Duration connectTimeout,
      int maxResponseBytes,
      Executor executor) {
    this.address = address;
    this.key = key;
    this.maxResponseBytes = maxResponseBytes;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1) // to cancel a request ends its connection
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(connectTimeout)
            .executor(executor)
            .build();
  }

  @Override
  public Exchange ask(String body, Duration within) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address.uri())
            .timeout(within)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    key.ifPresent(secret -> request.header("Authorization", "Bearer " + secret.reveal()));
    CompletableFuture<HttpResponse<Bytes>> sent;
    try {
      sent =
          client.sendAsync(
              request.build(),
              head -> new BoundedBody(head.statusCode() == OK ? maxResponseBytes : 0));
    } catch (RuntimeException e) { // the executor takes no more
      sent = CompletableFuture.failedFuture(e);
    }
    return new Sent(sent, sent.handle(this::answer));
  }

  private record Sent(
      CompletableFuture<HttpResponse<Bytes>> request, CompletionStage<EndpointAnswer> answer)
      implements Exchange {
    @Override
    public void cancel() {
      request.cancel(true);
    }
  }

  private EndpointAnswer answer(HttpResponse<Bytes> response, Throwable failure) {
    if (failure != null) {
      return none(unwrapped(failure));
    }
    return response.statusCode() == OK
        ? new EndpointAnswer.Body(response.body())
        : new EndpointAnswer.Status(
            response.statusCode(), response.headers().firstValue("Retry-After"));
  }

  /** Messages of the client can quote the endpoint; the kind of failure has to do. */
  private EndpointAnswer none(Throwable failure) {
    if (failure instanceof BoundedBody.TooLargeException) {
      return new EndpointAnswer.None(
          Cause.TOO_LARGE,
          "the response has more than %d bytes; the key agent.llm.max.response.bytes changes the limit"
              .formatted(maxResponseBytes),
          true);
    }
    boolean unsent =
        failure instanceof HttpConnectTimeoutException
            || failure instanceof ConnectException
            || failure instanceof UnresolvedAddressException;
    if (failure instanceof HttpTimeoutException && !unsent) {
      return new EndpointAnswer.None(Cause.DEADLINE, "the endpoint has not answered in time", true);
    }
    return new EndpointAnswer.None(
        Cause.UNREACHABLE,
        "%s: %s (%s)"
            .formatted(
                address,
                unsent ? "no connection" : "the connection broke",
                failure.getClass().getSimpleName()),
        !unsent);
  }

  private static Throwable unwrapped(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  /** The address; never the key. */
  @Override
  public String toString() {
    return address.toString();
  }
}
