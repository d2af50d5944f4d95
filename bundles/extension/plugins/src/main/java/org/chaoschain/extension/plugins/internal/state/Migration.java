// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.state;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.plugin.StateMigration;
import org.osgi.framework.Bundle;

/**
 * Brings a plugin's data to a newer form: copies it, lets the new generation's migration work on
 * the copy, and makes the copy the data of that form. The old data is not touched.
 *
 * @param plugin whose data
 * @param from the form it has
 * @param to the form that is wanted
 * @param type the class of the migration, in the new generation's bundle
 */
public record Migration(String plugin, int from, int to, String type) {
  /** It did not work. The message says why; nothing is left of it. */
  public static final class FailedException extends Exception {
    private static final long serialVersionUID = 1;

    FailedException(String message) {
      super(message);
    }
  }

  /**
   * Migrates. Blocks.
   *
   * @param bundle the new generation, which is installed and not started
   * @param limit of the bytes that are copied
   * @param deadline of the migration itself
   * @throws FailedException if it does not work
   */
  public void run(
      Bundle bundle, DataFolders folders, Limit limit, Executor workers, Duration deadline)
      throws FailedException {
    try {
      Path copy = folders.copy(plugin, from, to, limit);
      migrate(bundle, copy, workers, deadline);
      folders.finish(plugin, to);
    } catch (FailedException e) {
      discard(folders);
      throw e;
    } catch (LimitExceededException e) {
      throw failed(e.getMessage());
    } catch (IOException e) {
      discard(folders);
      throw failed("its data cannot be copied: " + e);
    }
  }

  private void discard(DataFolders folders) {
    try {
      folders.discard(plugin, to);
    } catch (IOException e) {
      // the next migration to this form begins with a deletion
    }
  }

  /** Drops the new data after {@link #run} went well. */
  public void undo(DataFolders folders) {
    try {
      folders.undo(plugin, to);
    } catch (IOException e) {
      // it is set aside by the next migration to this form
    }
  }

  private void migrate(Bundle bundle, Path copy, Executor workers, Duration deadline)
      throws FailedException {
    CompletableFuture<Void> done = new CompletableFuture<>();
    workers.execute(
        () -> {
          try {
            Object migration = bundle.loadClass(type).getConstructor().newInstance();
            ((StateMigration) migration).migrate(copy, from, to);
            done.complete(null);
          } catch (Throwable e) { // a plugin may throw anything
            done.completeExceptionally(e);
          }
        });
    try {
      done.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw failed(root(e).toString());
    } catch (TimeoutException e) {
      throw failed("it has not returned after %d ms".formatted(deadline.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("the node stops");
    }
  }

  private FailedException failed(String why) {
    return new FailedException(
        "the migration %s of its data from state version %d to %d failed: %s"
            .formatted(type, from, to, why));
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root;
  }
}
