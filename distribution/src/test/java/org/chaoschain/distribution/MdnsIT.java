// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chaoschain.distribution.Packed.Call;
import org.chaoschain.distribution.Packed.Running;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packed nodes on one network, that know no address, find each other by multicast DNS. */
class MdnsIT {
  @TempDir Path folder;
  private Cable cable;
  private final List<Running> nodes = new ArrayList<>();

  @BeforeEach
  void lay() throws Exception {
    Optional<Cable> laid = Cable.lay();
    assumeTrue(
        laid.isPresent(),
        "NOT TESTED: mdns needs network namespaces (unshare --user --net, ip, nsenter), which this machine does not permit");
    cable = laid.get();
  }

  @AfterEach
  void end() throws Exception {
    nodes.forEach(Running::close);
    if (cable != null) {
      cable.close();
    }
  }

  private void start(String name, int end, String... settings) throws Exception {
    List<Object> arguments =
        new ArrayList<>(
            List.of("run", "--json", "--quiet", "--init", "--data", folder.resolve(name)));
    arguments.addAll(List.of("--listen", "/ip4/0.0.0.0/tcp/0"));
    for (String setting : settings) {
      arguments.addAll(List.of("--set", setting));
    }
    nodes.add(
        Packed.run(
            folder.resolve(name + ".err"),
            cable.inside(end, Packed.builder(Packed.HOME, arguments.toArray()))));
  }

  private int connections(String name) throws IOException, InterruptedException {
    Call status = Packed.chaos("status", "--json", "--data", folder.resolve(name));
    assertThat(status.code()).as(status.err()).isZero();
    return status.json().getAsJsonObject("p2p").get("connections").getAsInt();
  }

  @Test
  void nodesThatKnowNoAddressFindEachOtherIfTheyAreToldTo() throws Exception {
    start("here", 0, "p2p.mdns.enabled=true");
    start("silent", 1);
    start("there", 1, "p2p.mdns.enabled=true");
    Packed.until(() -> connections("here") > 0 && connections("there") > 0);
    assertThat(connections("silent")).as("mdns is off unless it is switched on").isZero();
  }

  @Test
  void nodesThatAskForAnotherServiceAreANetworkOfTheirOwn() throws Exception {
    start("here", 0, "p2p.mdns.enabled=true", "p2p.mdns.service=_chaos._udp.local");
    start("other", 1, "p2p.mdns.enabled=true");
    start("there", 1, "p2p.mdns.enabled=true", "p2p.mdns.service=_chaos._udp.local");
    Packed.until(() -> connections("here") > 0 && connections("there") > 0);
    assertThat(connections("other")).isZero();
  }
}
