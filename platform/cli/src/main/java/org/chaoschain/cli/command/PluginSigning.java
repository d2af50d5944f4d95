// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.cli.data.PublisherKey;
import org.chaoschain.cli.data.SignatureFiles;
import org.chaoschain.cli.terminal.ExitCode;
import org.chaoschain.extension.signing.core.PluginContent;
import org.chaoschain.extension.signing.core.PluginSignature;
import org.chaoschain.extension.signing.core.PluginStatement;
import org.chaoschain.extension.signing.core.PublisherId;
import org.chaoschain.extension.signing.core.SignatureFormatException;
import org.chaoschain.extension.signing.file.PluginArchive;
import org.chaoschain.p2p.identity.core.PrivateKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What publishers do with plugins; no node is needed. */
final class PluginSigning {
  private PluginSigning() {}

  @Command(
      name = "keygen",
      description = {
        "Makes a publisher's key: Ed25519, readable by its owner alone. Prints whom it makes you."
      },
      footer = {"  chaos plugin keygen --out publisher.key"})
  static final class Keygen extends ChaosCommand {
    @Option(
        names = "--out",
        paramLabel = "FILE",
        defaultValue = "publisher.key",
        description = "The key's file (default: ${DEFAULT-VALUE}); one that is there is kept.")
    private Path out;

    @Override
    ExitCode execute() {
      PrivateKey key = PublisherKey.create(out);
      Map<String, Object> made = new LinkedHashMap<>();
      made.put("publisher", PublisherId.of(key).toString());
      made.put("key", out.toAbsolutePath().normalize().toString());
      output().result(made);
      return ExitCode.OK;
    }
  }

  @Command(
      name = "sign",
      description = {
        "Signs a plugin file for its publisher, and writes the signature beside it: FILE.sig.",
        "Give both to who is to install the plugin."
      },
      footer = {"  chaos plugin sign haiku.jar --key publisher.key"})
  static final class Sign extends ChaosCommand {
    @Parameters(paramLabel = "FILE", description = "The plugin's jar or zip.")
    private Path file;

    @Option(
        names = "--key",
        paramLabel = "FILE",
        defaultValue = "publisher.key",
        description = "The publisher's key (default: ${DEFAULT-VALUE}).")
    private Path key;

    @Option(names = "--out", paramLabel = "FILE", description = "The signature (FILE.sig).")
    private Path out;

    @Option(
        names = "--created",
        paramLabel = "TIME",
        description = "When it is signed, such as 2026-11-28T16:00:00Z (now).")
    private String created;

    @Option(
        names = "--expires",
        paramLabel = "TIME",
        description = "From when on it is not to be installed any more (never).")
    private String expires;

    @Override
    ExitCode execute() {
      PrivateKey secret = PublisherKey.load(key);
      Path target = out == null ? SignatureFiles.beside(file) : out;
      PluginSignature signature =
          SignatureFiles.sign(
              file,
              target,
              created == null
                  ? Instant.now().truncatedTo(ChronoUnit.SECONDS)
                  : instant("--created", created),
              Optional.ofNullable(expires).map(text -> instant("--expires", text)),
              secret);
      Map<String, Object> row = described(signature.statement());
      row.put("signature", target.toString());
      output().result(row);
      return ExitCode.OK;
    }

    private Instant instant(String option, String text) {
      try {
        return Instant.parse(text);
      } catch (DateTimeException e) {
        throw usage("%s is a time such as 2026-11-28T16:00:00Z, not '%s'".formatted(option, text));
      }
    }
  }

  @Command(
      name = "verify",
      description = {
        "Tells who signed a plugin file, what and when, and whether the signature fits.",
        "Ends with 0 if it does, with 5 if not. Whether a node trusts the publisher is for the node to say."
      },
      footer = {
        "  chaos plugin verify haiku.jar",
        "  chaos plugin verify haiku.jar --publisher did:key:z6Mk…"
      })
  static final class Verify extends ChaosCommand {
    @Parameters(paramLabel = "FILE", description = "The plugin's jar or zip.")
    private Path file;

    @Option(names = "--signature", paramLabel = "FILE", description = "The signature (FILE.sig).")
    private Path signature;

    @Option(names = "--publisher", paramLabel = "DID", description = "Who must have signed it.")
    private String publisher;

    @Override
    ExitCode execute() {
      Path from = signature == null ? SignatureFiles.beside(file) : signature;
      Map<String, Object> row = new LinkedHashMap<>();
      String fault;
      PluginArchive archive = SignatureFiles.archive(file);
      try {
        PluginSignature found = PluginSignature.parse(SignatureFiles.read(from));
        row = described(found.statement());
        fault = fault(found, archive);
      } catch (SignatureFormatException e) {
        fault = "%s is no signature of a plugin: %s".formatted(from, e.getMessage());
      }
      row.put("capabilities", archive.capabilities());
      row.put("ok", fault.isEmpty());
      row.put("reason", fault);
      output().result(row);
      return fault.isEmpty() ? ExitCode.OK : ExitCode.REFUSED;
    }

    private String fault(PluginSignature found, PluginArchive archive) {
      PluginStatement said = found.statement();
      if (!found.good()) {
        return "the signature does not fit: it is not what the publisher has signed";
      }
      if (publisher != null && !PublisherId.parse(publisher).equals(said.publisher())) {
        return "it is signed by another publisher than " + publisher;
      }
      String difference = difference(said.content(), archive.content());
      if (!difference.isEmpty()) {
        return difference;
      }
      return said.expires()
          .filter(end -> !Instant.now().isBefore(end))
          .map(end -> "the signature expired at " + end)
          .orElse("");
    }

    private static String difference(PluginContent said, PluginContent found) {
      if (!said.name().equals(found.name())) {
        return "the file is the plugin %s, and the signature is for %s"
            .formatted(found.name(), said.name());
      }
      if (!said.version().equals(found.version())) {
        return "the file has version %s, and the signature is for version %s"
            .formatted(found.version(), said.version());
      }
      return found.entries().stream()
          .filter(entry -> !said.entries().contains(entry))
          .findFirst()
          .map(entry -> "the entry %s was changed or added".formatted(entry.path()))
          .orElse(
              said.equals(found) ? "" : "the file was changed: its SHA-256 is another than signed");
    }
  }

  /** What a statement says, for a result. */
  static Map<String, Object> described(PluginStatement statement) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("name", statement.content().name());
    row.put("version", statement.content().version());
    row.put("kind", statement.content().kind().word());
    row.put("publisher", statement.publisher().toString());
    row.put("created", statement.created().toString());
    row.put("expires", statement.expires().map(Instant::toString).orElse("never"));
    row.put("sha256", statement.content().sha256().hex());
    row.put("entries", statement.content().entries().size());
    return row;
  }
}
