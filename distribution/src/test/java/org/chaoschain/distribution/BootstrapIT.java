// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import org.chaoschain.distribution.Packed.Call;
import org.chaoschain.distribution.Packed.Running;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three processes: the one that loses all its peers comes into the network again by itself. */
class BootstrapIT {
  @TempDir Path folder;

  @Test
  void aNodeWhosePeersAreKilledBeginsBootstrapByItselfAndIsBackWhenTheyAre()
      throws IOException, InterruptedException, ExecutionException {
    CompletableFuture<Running> starting = starting("ann");
    try (Running ben = start("ben");
        Running ann = starting.get();
        Running cid = start("cid", "--bootstrap", address(ann), "--bootstrap", address(ben))) {
      Packed.until(() -> cidIs("ACTIVE", n -> n >= 2));
      kill(ann);
      kill(ben);
      Packed.until(() -> cidIs("CONTACTING", n -> n == 0));

      // they have forgotten everybody and have no bootstrap nodes: whoever finds them is cid
      starting = again("ann", ann);
      try (Running benAgain = again("ben", ben).get();
          Running annAgain = starting.get()) {
        Packed.until(() -> cidIs("ACTIVE", n -> n >= 2));
        assertThat(chaos("cid", "peers", "--json").out()).contains(id(annAgain), id(benAgain));
        assertThat(id(annAgain)).isEqualTo(id(ann));
        assertThat(cid.process().isAlive()).isTrue();
      }
    }
  }

  private Running start(String name, String... more)
      throws IOException, InterruptedException, ExecutionException {
    Object[] first = {
      "run", "--init", "--quiet", "--json", "--name", name, "--data", folder.resolve(name)
    };
    Object[] all = Arrays.copyOf(first, first.length + more.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    return Packed.run(folder.resolve(name + ".err"), all);
  }

  private CompletableFuture<Running> starting(String name, String... more) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return start(name, more);
          } catch (IOException | InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
          }
        });
  }

  /** The same node at the same port, which has forgotten all peers. */
  private CompletableFuture<Running> again(String name, Running before) throws IOException {
    Files.deleteIfExists(folder.resolve(name).resolve("store").resolve("peers.mv"));
    return starting(name, "--set", "p2p.host.listen=" + bare(before));
  }

  private static void kill(Running node) throws InterruptedException {
    node.process().destroyForcibly();
    assertThat(node.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  private static String id(Running node) {
    return node.ready().get("peer_id").getAsString();
  }

  private static String bare(Running node) {
    String address = node.ready().getAsJsonArray("addresses").get(0).getAsString();
    return address.replace("/p2p/" + id(node), "");
  }

  private static String address(Running node) {
    return bare(node) + "/p2p/" + id(node);
  }

  private Call chaos(String name, Object... arguments) throws IOException, InterruptedException {
    Object[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--data";
    all[arguments.length + 1] = folder.resolve(name);
    return Packed.chaos(all);
  }

  /** Whether cid's bootstrap flow is there, with a fitting number of connections. */
  private boolean cidIs(String state, IntPredicate connections)
      throws IOException, InterruptedException {
    JsonObject status = chaos("cid", "status", "--json").json();
    JsonObject flow = status.getAsJsonObject("dht").getAsJsonObject("bootstrap");
    return flow.get("state").getAsString().equals(state)
        && connections.test(status.getAsJsonObject("p2p").get("connections").getAsInt());
  }
}
