// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.chaoschain.api.bytes.Bytes;

/** Takes a body up to a limit, and hangs up beyond it. */
final class BoundedBody implements BodySubscriber<Bytes> {
  private final int maxBytes;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final CompletableFuture<Bytes> whole = new CompletableFuture<>();
  private Flow.Subscription subscription;

  /** A body beyond the limit. */
  static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1;

    private TooLargeException(int maxBytes) {
      super("the body has more than %d bytes".formatted(maxBytes));
    }
  }

  /**
   * Takes so many bytes.
   *
   * @param maxBytes 0 to take none, and hang up at once without a failure
   */
  BoundedBody(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Override
  public CompletionStage<Bytes> getBody() {
    return whole;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    if (maxBytes == 0) {
      given.cancel();
      whole.complete(Bytes.EMPTY);
    } else {
      given.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      if (buffer.remaining() > maxBytes - body.size()) {
        subscription.cancel();
        whole.completeExceptionally(new TooLargeException(maxBytes));
        return;
      }
      byte[] part = new byte[buffer.remaining()];
      buffer.get(part);
      body.writeBytes(part);
    }
    subscription.request(1);
  }

  @Override
  public void onError(Throwable failure) {
    whole.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    whole.complete(Bytes.wrap(body.toByteArray()));
  }
}
