// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.extension.plugins.TestJar;
import org.chaoschain.extension.plugins.internal.file.PluginSignatureFile;
import org.chaoschain.extension.plugins.internal.trust.TrustPolicy;
import org.chaoschain.extension.plugins.sample.Failing;
import org.chaoschain.extension.plugins.sample.Greeter;
import org.chaoschain.extension.signing.core.PluginSignature;
import org.chaoschain.extension.signing.core.PublisherId;
import org.chaoschain.extension.signing.file.PluginArchive;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.identity.core.PrivateKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a file that is to be installed while nobody has decided on its publisher. */
class WaitingPluginTest {
  private static final String FISH = "org.example.fish";
  private static final Instant CREATED = Instant.parse("2026-11-28T16:00:00Z");
  private static final PrivateKey ANNA =
      PrivateKey.generate(KeyType.ED25519, into -> Arrays.fill(into, (byte) 1));
  private static final String DID = PublisherId.of(ANNA).toString();

  @TempDir Path data;
  private TestNode node;

  @BeforeEach
  void start() throws Exception {
    start(TrustPolicy.ASK);
  }

  @AfterEach
  void stop() throws Exception {
    node.close();
  }

  private void start(TrustPolicy policy) throws Exception {
    node = new TestNode(data, TestNode.Settings.DEFAULT.trusting(policy, List.of()));
  }

  private void restart() throws Exception {
    node.close();
    start();
  }

  private static TestJar fish(String name, String version) {
    return TestJar.bundle(name, version).component(Greeter.class, "").entry("greeting", version);
  }

  private Path signed(TestJar jar, Optional<Instant> expires) throws Exception {
    Path file = jar.write(data.resolve("signed.jar"));
    Files.write(
        PluginSignatureFile.of(file),
        PluginSignature.sign(PluginArchive.read(file).content(), CREATED, expires, ANNA)
            .encode()
            .toArray());
    return file;
  }

  /** Refused, and the operator's own files are gone: only the node has a copy now. */
  private void ask(TestJar jar) throws Exception {
    Path file = signed(jar, Optional.empty());
    assertThatThrownBy(() -> node.desk.install(file, false))
        .isInstanceOf(ControlException.class)
        .hasMessageContaining(DID)
        .hasMessageContaining("it waits: 'chaos plugin approve")
        .hasMessageContaining("'chaos plugin forget");
    Files.delete(file);
    Files.delete(PluginSignatureFile.of(file));
  }

  private List<Path> kept() throws Exception {
    try (Stream<Path> files = Files.list(node.drop.resolve(".waiting"))) {
      return files.sorted().toList();
    }
  }

  private Path keptJar() throws Exception {
    return kept().get(0);
  }

  @Test
  void anApprovalInstallsTheFileThatWasRefused() throws Exception {
    ask(fish(FISH, "1.0.0"));
    PluginRow row = node.row(FISH).orElseThrow();
    assertThat(row.state()).isEqualTo("waiting");
    assertThat(row.version()).isEqualTo("1.0.0");
    assertThat(row.reason())
        .contains("chaos plugin approve " + FISH, "chaos plugin forget " + FISH);
    assertThat(node.bundles(FISH)).isZero();
    assertThat(node.drop.resolve(".store")).isDirectoryNotContaining("glob:**.jar");
    assertThat(node.desk.approve(FISH))
        .containsEntry("action", "approved")
        .containsEntry("installed", true);
    assertThat(node.state(FISH)).isEqualTo("active");
    assertThat(node.greetings()).containsExactly("1.0.0");
    assertThat(node.events.ofType("plugin.installed")).hasSize(1);
    assertThat(node.drop).isDirectoryContaining("glob:**/" + FISH + ".jar");
    assertThat(kept()).isEmpty();
    restart();
    node.await("it runs after a restart", () -> node.state(FISH).equals("active"));
  }

  @Test
  void itWaitsOverARestartUnderItsHashAndForItsOwnerAlone() throws Exception {
    ask(fish(FISH, "1.0.0"));
    String sha256 = node.row(FISH).orElseThrow().sha256();
    assertThat(kept())
        .extracting(each -> each.getFileName().toString())
        .containsExactly(sha256 + ".jar", sha256 + ".jar.sig");
    for (Path each : kept()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
          .isEqualTo("rw-------");
    }
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(node.drop.resolve(".waiting"))))
        .isEqualTo("rwx------");
    restart();
    node.await("it waits", () -> node.state(FISH).equals("waiting"));
    assertThat(node.bundles(FISH)).isZero();
    node.desk.approve(FISH);
    assertThat(node.state(FISH)).isEqualTo("active");
  }

  @Test
  void trustInItsPublisherTakesItUpToo() throws Exception {
    ask(fish(FISH, "1.0.0"));
    node.desk.change(orders -> orders.trust(DID + "=" + FISH));
    assertThat(node.state(FISH)).isEqualTo("active");
    assertThat(kept()).isEmpty();
  }

  @Test
  void aCrashBetweenApprovalAndInstallationLosesNothing() throws Exception {
    ask(fish(FISH, "1.0.0"));
    Path jar = keptJar();
    Path aside = data.resolve("aside");
    Path signature = PluginSignatureFile.of(jar);
    Files.copy(jar, aside);
    Files.copy(signature, PluginSignatureFile.of(aside));
    node.desk.approve(FISH);
    node.close();
    // as it was when the approval had been written and nothing else
    Files.delete(node.drop.resolve(FISH + ".jar"));
    Files.delete(node.drop.resolve(".store").resolve("plugins.json"));
    Files.move(aside, jar);
    Files.move(PluginSignatureFile.of(aside), signature);
    start();
    node.await("it is installed", () -> node.state(FISH).equals("active"));
    node.await("it waits no more", () -> Files.notExists(signature));
    assertThat(kept()).isEmpty();
    assertThat(node.drop).isDirectoryContaining("glob:**/" + FISH + ".jar");
  }

  @Test
  void forgettingDropsItAndTheQuestion() throws Exception {
    ask(fish(FISH, "1.0.0"));
    assertThat(node.desk.forget(FISH)).containsEntry("action", "forgotten");
    assertThat(node.row(FISH)).isEmpty();
    assertThat(kept()).isEmpty();
    assertThatThrownBy(() -> node.desk.approve(FISH)).hasMessageContaining("no signed file");
    assertThatThrownBy(() -> node.desk.forget(FISH))
        .hasMessageContaining("no file of a plugin '" + FISH + "' waits");
  }

  @Test
  void whatIsRevokedWaitsNoMore() throws Exception {
    ask(fish(FISH, "1.0.0"));
    node.desk.change(orders -> orders.revoke(FISH + "@1.0.0", "lies"));
    assertThat(node.row(FISH)).isEmpty();
    assertThat(kept()).isEmpty();
    assertThat(node.events.ofType("plugin.rejected").toString()).contains("lies");
  }

  @Test
  void whatWasChangedWhileItWaitedIsNotInstalled() throws Exception {
    ask(fish(FISH, "1.0.0"));
    byte[] bytes = Files.readAllBytes(keptJar());
    bytes[bytes.length / 2] ^= 1;
    Files.write(keptJar(), bytes);
    assertThatThrownBy(() -> node.desk.approve(FISH))
        .hasMessageContaining("is approved, and was not installed")
        .hasMessageContaining("is not the file that was signed");
    assertThat(node.bundles(FISH)).isZero();
    assertThat(node.state(FISH)).isEqualTo("failed");
    Path good = signed(fish(FISH, "1.0.0"), Optional.empty());
    assertThat(node.desk.install(good, false)).containsEntry("action", "installed");
    assertThat(kept()).isEmpty();
  }

  @Test
  void aSignatureThatWasChangedWhileItWaitedIsTold() throws Exception {
    ask(fish(FISH, "1.0.0"));
    Path signature = PluginSignatureFile.of(keptJar());
    String sha256 = node.row(FISH).orElseThrow().sha256();
    Files.writeString(
        signature, Files.readString(signature).replace("created 2026", "created 2025"));
    restart();
    node.await("refused", () -> node.state(sha256).equals("rejected"));
    assertThat(node.row(sha256).orElseThrow().reason())
        .contains("has a signature that does not fit", "chaos plugin forget " + sha256);
    node.desk.forget(sha256);
    assertThat(kept()).isEmpty();
  }

  @Test
  void whatDoesNotComeUpKeepsWaitingAndIsTriedAgain() throws Exception {
    ask(TestJar.bundle(FISH, "1.0.0").component(Failing.class, ""));
    assertThatThrownBy(() -> node.desk.approve(FISH))
        .hasMessageContaining("is approved, and was not installed");
    assertThat(node.state(FISH)).isEqualTo("failed");
    assertThat(kept()).hasSize(2);
    assertThatThrownBy(() -> node.desk.approve(FISH))
        .hasMessageContaining("is approved, and was not installed");
    node.desk.forget(FISH);
    assertThat(node.row(FISH)).isEmpty();
  }

  @Test
  void onlyTheSignedFileMayWaitAndOnlyWhileItsSignatureIsGood() throws Exception {
    Path file = signed(fish(FISH, "1.0.0"), Optional.empty());
    Files.write(file, fish("org.example.other", "1.0.0").bytes());
    assertThatThrownBy(() -> node.desk.install(file, false))
        .hasMessageContaining("cannot wait")
        .hasMessageContaining("is not the file that was signed");
    Path expired = signed(fish(FISH, "1.0.0"), Optional.of(CREATED.plusSeconds(1)));
    assertThatThrownBy(() -> node.desk.install(expired, false))
        .hasMessageContaining("does not trust")
        .hasMessageNotContaining("waits");
    assertThat(kept()).isEmpty();
  }

  @Test
  void withPolicyTrustedNothingWaits() throws Exception {
    node.close();
    start(TrustPolicy.TRUSTED);
    Path file = signed(fish(FISH, "1.0.0"), Optional.empty());
    assertThatThrownBy(() -> node.desk.install(file, false))
        .hasMessageContaining("does not trust")
        .hasMessageNotContaining("waits");
    assertThat(kept()).isEmpty();
  }

  @Test
  void moreFilesThanTheLimitDoNotWaitAndTheOnesBeforeDo() throws Exception {
    ask(fish(FISH, "1.0.0"));
    ask(fish(FISH, "1.0.1"));
    ask(fish(FISH, "1.0.1")); // the same once more takes no room
    Path third = signed(fish(FISH, "1.0.2"), Optional.empty());
    assertThatThrownBy(() -> node.desk.install(third, false))
        .hasMessageContaining("cannot wait")
        .hasMessageContaining("3 waiting files is above the limit of 2")
        .hasMessageContaining("extension.plugins.max.waiting");
    assertThat(kept()).hasSize(4);
    assertThatThrownBy(() -> node.desk.approve(FISH)).hasMessageContaining("several files");
    assertThatThrownBy(() -> node.desk.forget(FISH)).hasMessageContaining("several files");
  }

  @Test
  void moreBytesThanTheLimitDoNotWait() throws Exception {
    byte[] noise = new byte[20_000];
    new Random(1).nextBytes(noise);
    String text = HexFormat.of().formatHex(noise);
    Path big = signed(fish(FISH, "1.0.0").entry("noise", text), Optional.empty());
    assertThatThrownBy(() -> node.desk.install(big, false))
        .hasMessageContaining("cannot wait")
        .hasMessageContaining("extension.plugins.max.waiting.bytes");
    assertThat(kept()).isEmpty();
  }

  @Test
  void whatACrashLeftIsClearedAway() throws Exception {
    ask(fish(FISH, "1.0.0"));
    Path orphan = node.drop.resolve(".waiting").resolve("ab".repeat(32) + ".jar.sig");
    Path unfinished = node.drop.resolve(".waiting").resolve("signature.tmp");
    Files.writeString(orphan, "left");
    Files.writeString(unfinished, "left");
    restart();
    node.await("it waits", () -> node.state(FISH).equals("waiting"));
    assertThat(orphan).doesNotExist();
    assertThat(unfinished).doesNotExist();
    assertThat(kept()).hasSize(2);
  }

  @Test
  void aFileLaidIntoTheFolderIsTakenUpWithoutTouchingItAlsoAfterARestart() throws Exception {
    Path file = signed(fish(FISH, "1.0.0"), Optional.empty());
    Path dropped = node.drop.resolve("fish.jar");
    Files.copy(PluginSignatureFile.of(file), PluginSignatureFile.of(dropped));
    Files.copy(file, dropped);
    Instant written = Files.getLastModifiedTime(dropped).toInstant();
    restart();
    node.await(
        "it waits", () -> node.idle(dropped).map(PluginRow::state).equals(Optional.of("waiting")));
    node.desk.approve(FISH);
    node.await("it runs", () -> node.state(FISH).equals("active"));
    assertThat(Files.getLastModifiedTime(dropped).toInstant()).isEqualTo(written);
  }
}
