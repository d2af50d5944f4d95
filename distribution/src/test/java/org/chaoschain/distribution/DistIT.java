// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.chaoschain.distribution.Packed.Call;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code chaos dist} of the packed node, called as an operator calls it. */
class DistIT {
  private static final String NODE =
      """
      {"feature-resource-version": "1.0", "id": "org.example:my-node:1.0.0", "name": "My node",
       "extensions": {"chaos-roots": {"kind": "mandatory", "type": "json", "json": {%s}}},
       "configurations": {%s}}
      """;
  private static final String RELAY_AND_MESSAGES =
      "\"features\": [\"relay-only\"], \"bundles\": [{\"id\": \"org.chaoschain:message-delivery\", \"version\": \"[0.1,1)\"}]";
  private static final String LISTEN =
      "\"org.chaoschain.p2p.host\": {\"listen\": [\"/ip4/127.0.0.1/tcp/4001\"]}";

  @TempDir Path folder;
  private Path feature;
  private Path archive;

  @BeforeEach
  void names() {
    feature = folder.resolve("my-node.json");
    archive = folder.resolve("my-node.tar.gz");
  }

  @Test
  void whatIsBuiltHasStartedIsTheSameAgainByItsLockAndRunsWhenUnpacked()
      throws IOException, InterruptedException {
    Files.writeString(feature, NODE.formatted(RELAY_AND_MESSAGES, LISTEN));
    Call build = build();
    assertThat(build.code()).as(build.err()).isZero();
    assertThat(build.json().get("trial_ready_ms").getAsLong()).isPositive();
    assertThat(build.out())
        .contains("org.chaoschain:message-delivery:")
        .contains("needs package org.chaoschain.message.envelope.core");
    byte[] first = Files.readAllBytes(archive);
    Path lock = folder.resolve("my-node.lock.json");

    Path again = folder.resolve("again.tar.gz");
    Call locked =
        Packed.chaos(
            "dist",
            "build",
            feature,
            "-o",
            again,
            "--no-local-repository",
            "--no-boot",
            "--lock",
            lock);
    assertThat(locked.code()).as(locked.err()).isZero();
    assertThat(Files.readAllBytes(again)).isEqualTo(first);

    Path home = unpack();
    assertThat(home.resolve("etc").resolve("chaos.properties"))
        .content()
        .contains("p2p.host.listen = /ip4/127.0.0.1/tcp/4001");
    assertThat(home.resolve("LICENSES").resolve("README.txt"))
        .content()
        .contains("org.bouncycastle:bcprov-jdk18on")
        .doesNotContain("not stated");
    assertThat(home.resolve("bom.cdx.json")).content().contains("\"CycloneDX\"");
    Call run =
        Packed.chaos(
            home,
            Map.of("CHAOS_CLASS_ARCHIVE", "none"),
            "run",
            "--init",
            "--quiet",
            "--json",
            "--exit-when-ready",
            "--data",
            folder.resolve("data"),
            "--listen",
            "/ip4/127.0.0.1/tcp/0");
    assertThat(run.code()).as(run.err()).isZero();
    Call other = Packed.chaos(home, Map.of(), "dist", "diff", lock, lock);
    assertThat(other.err()).contains("has no tools to build others");

    assertThat(diff(lock, archive).code()).isZero();
    assertThat(diff(archive, home).code()).isZero();
    Files.write(home.resolve("lib/bundles").resolve("gson-2.13.2.jar"), new byte[] {1});
    Call changed = diff(archive, home);
    assertThat(changed.code()).isEqualTo(1);
    JsonObject change = changed.json();
    assertThat(change.get("change").getAsString()).isEqualTo("rebuilt");
    assertThat(change.get("name").getAsString()).isEqualTo("com.google.code.gson:gson");
  }

  @Test
  void aNodeThatKnowsNoNetworkPreparesItsFastStartsOnceAsAnyOther()
      throws IOException, InterruptedException {
    Files.writeString(feature, NODE.formatted("\"features\": [\"base\"]", ""));
    Call build = build("--no-boot");
    assertThat(build.code()).as(build.err()).isZero();
    Path home = unpack();
    Call first = start(home);
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.err()).contains("preparing fast starts").doesNotContain("not prepared");
    assertThat(first.out()).contains("without a network").doesNotContain("null");
    assertThat(home.resolve("cache"))
        .isDirectoryContaining(file -> file.getFileName().toString().startsWith("classes-"));
    Call second = start(home);
    assertThat(second.code()).as(second.err()).isZero();
    assertThat(second.err()).doesNotContain("preparing");
  }

  @Test
  void whyFastStartsWereNotPreparedIsTold() throws IOException, InterruptedException {
    Files.writeString(feature, NODE.formatted("\"features\": [\"base\"]", ""));
    assertThat(build("--no-boot").code()).isZero();
    Path home = unpack();
    Files.writeString(home.resolve("etc").resolve("chaos.properties"), "no.such.key = 1\n");
    Call start = start(home);
    assertThat(start.code()).isEqualTo(3);
    assertThat(start.err()).contains("fast starts were not prepared").contains("no.such.key");
    assertThat(home.resolve("cache")).isEmptyDirectory();
  }

  private Call start(Path home) throws IOException, InterruptedException {
    return Packed.chaos(
        home,
        Map.of(),
        "run",
        "--init",
        "--quiet",
        "--exit-when-ready",
        "--data",
        folder.resolve("data"));
  }

  @Test
  void aLockThatDoesNotFitTheFeatureIsRefusedAndLeavesNoArchive()
      throws IOException, InterruptedException {
    Files.writeString(feature, NODE.formatted(RELAY_AND_MESSAGES, LISTEN));
    assertThat(build("--no-boot").code()).isZero();
    Files.delete(archive);
    Files.writeString(feature, NODE.formatted(RELAY_AND_MESSAGES, LISTEN.replace("4001", "4002")));
    Call locked = build("--no-boot", "--lock", folder.resolve("my-node.lock.json"));
    assertThat(locked.code()).isEqualTo(5);
    assertThat(locked.err())
        .contains("configuration p2p.host.listen")
        .contains("4001")
        .contains("4002");
    assertThat(archive).doesNotExist();
  }

  @Test
  void aRootThatIsNowhereIsToldWithWhatComesNear() throws IOException, InterruptedException {
    Files.writeString(feature, NODE.formatted("\"bundles\": [\"org.chaoschain:p2p-pong\"]", ""));
    Call build = build();
    assertThat(build.code()).isEqualTo(1);
    assertThat(build.err())
        .contains("missing: bundle org.chaoschain:p2p-pong")
        .contains("org.chaoschain:p2p-ping");
    assertThat(archive).doesNotExist();
  }

  @Test
  void aWrongConfigurationIsToldByKeyBeforeAnythingIsWritten()
      throws IOException, InterruptedException {
    Files.writeString(
        feature,
        NODE.formatted(
            "\"features\": [\"relay-only\"]",
            "\"org.chaoschain.p2p.host\": {\"max.dials\": 0, \"lisen\": \"x\"}"));
    Call build = build();
    assertThat(build.code()).isEqualTo(3);
    assertThat(build.err())
        .contains("p2p.host.max.dials")
        .contains("p2p.host.lisen")
        .contains("p2p.host.listen");
    assertThat(archive).doesNotExist();
  }

  private Call build(Object... more) throws IOException, InterruptedException {
    Object[] arguments = {
      "dist", "build", feature, "-o", archive, "--no-local-repository", "--json"
    };
    Object[] all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return Packed.chaos(all);
  }

  private static Call diff(Path first, Path second) throws IOException, InterruptedException {
    return Packed.chaos("dist", "diff", first, second, "--json");
  }

  private Path unpack() throws IOException, InterruptedException {
    Process tar =
        new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", folder.toString())
            .inheritIO()
            .start();
    assertThat(tar.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(tar.exitValue()).isZero();
    return folder.resolve("my-node-1.0.0");
  }
}
