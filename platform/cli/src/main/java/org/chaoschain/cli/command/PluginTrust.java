// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chaoschain.cli.data.PublisherKey;
import org.chaoschain.cli.data.SignatureFiles;
import org.chaoschain.cli.terminal.CliException;
import org.chaoschain.cli.terminal.ExitCode;
import org.chaoschain.cli.terminal.Table;
import org.chaoschain.extension.signing.core.PluginSignature;
import org.chaoschain.extension.signing.core.PublisherId;
import org.chaoschain.extension.signing.core.Revocation;
import org.chaoschain.extension.signing.core.RevocationList;
import org.chaoschain.extension.signing.core.SignatureFormatException;
import org.chaoschain.p2p.identity.core.PrivateKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Whose plugins a node runs, and what its publishers take back. */
final class PluginTrust {
  private PluginTrust() {}

  @Command(
      name = "trust",
      description = {
        "Trusts a publisher on the running node: it may publish all plugins, or those of a name.",
        "What waits or was refused for it is taken at once."
      },
      footer = {
        "  chaos plugin trust did:key:z6Mk… --name org.example.haiku",
        "  chaos plugin trust --file haiku.jar      whoever signed that file, with its plugin alone"
      })
  static final class Trust extends ChaosCommand {
    @Parameters(paramLabel = "DID", arity = "0..1", description = "The publisher.")
    private String publisher;

    @Option(
        names = "--file",
        paramLabel = "FILE",
        description = "A signed plugin: its publisher, with the plugin's name.")
    private Path file;

    @Option(
        names = "--name",
        paramLabel = "NAME",
        description = "The plugin, or with * after it all whose names begin so (default: all).")
    private String name;

    @Override
    ExitCode execute() {
      if ((publisher == null) == (file == null)) {
        throw usage("trust whom? Give a publisher did:key:…, or --file with a plugin it signed");
      }
      Map<String, Object> arguments = new LinkedHashMap<>();
      if (file != null) {
        PluginSignature signature = signature(SignatureFiles.beside(file));
        arguments.put("publisher", signature.statement().publisher().toString());
        arguments.put("names", name == null ? signature.statement().content().name() : name);
      } else {
        arguments.put("publisher", publisher);
        arguments.put("names", name == null ? "*" : name);
      }
      ask("plugin.trust", arguments).forEach(output()::result);
      return ExitCode.OK;
    }
  }

  @Command(
      name = "untrust",
      description = "Trusts a publisher no more; its plugins are taken down at once.",
      footer = {"  chaos plugin untrust did:key:z6Mk…"})
  static final class Untrust extends ChaosCommand {
    @Parameters(paramLabel = "DID", description = "The publisher.")
    private String publisher;

    @Override
    ExitCode execute() {
      ask("plugin.untrust", Map.of("publisher", publisher)).forEach(output()::result);
      return ExitCode.OK;
    }
  }

  @Command(
      name = "approve",
      description = {
        "Approves one signed file that waits, or was refused because of who signed it.",
        "One that waits is installed at once. Its publisher is not trusted with anything else."
      },
      footer = {"  chaos plugin approve org.example.haiku"})
  static final class Approve extends ChaosCommand {
    @Parameters(paramLabel = "NAME", description = "The plugin's name, or the file's SHA-256.")
    private String name;

    @Override
    ExitCode execute() {
      ask("plugin.approve", Map.of("name", name)).forEach(output()::result);
      return ExitCode.OK;
    }
  }

  @Command(
      name = "forget",
      description = {
        "Drops a file that waits to be installed; it does not revoke it.",
        "A file that somebody has put into a plugin folder is deleted there."
      },
      footer = {"  chaos plugin forget org.example.haiku"})
  static final class Forget extends ChaosCommand {
    @Parameters(paramLabel = "NAME", description = "The plugin's name, or the file's SHA-256.")
    private String name;

    @Override
    ExitCode execute() {
      ask("plugin.forget", Map.of("name", name)).forEach(output()::result);
      return ExitCode.OK;
    }
  }

  @Command(
      name = "publishers",
      description = "Lists whom the node trusts, whose each plugin is, approvals and revocations.",
      footer = {"  chaos plugin publishers", "  chaos plugin publishers --json"})
  static final class Publishers extends ChaosCommand {
    @Override
    ExitCode execute() {
      List<Map<String, Object>> rows = ask("plugin.publishers", Map.of());
      output().results(rows, Table.columns(rows), "no publisher is trusted");
      return ExitCode.OK;
    }
  }

  @Command(
      name = "revoke",
      description = {
        "Takes back a plugin or a publisher: on a node, or for all as a publisher.",
        "On a node, its operator: a publisher, a file's SHA-256, or NAME@VERSION; what runs of it is taken down at once. With --key, a publisher: makes or extends its signed list of what must not run any more, for operators to give to their nodes with --list."
      },
      footer = {
        "  chaos plugin revoke org.example.haiku@1.0.0 --reason \"loses syllables\"",
        "  chaos plugin revoke org.example.haiku@1.0.0 --key publisher.key --out haiku.revoked",
        "  chaos plugin revoke key --key publisher.key --out haiku.revoked     the key itself, for ever",
        "  chaos plugin revoke --list haiku.revoked                            gives it to the node"
      })
  static final class Revoke extends ChaosCommand {
    @Parameters(
        paramLabel = "WHAT",
        arity = "0..1",
        description = "NAME@VERSION, a SHA-256, did:key:… (operator), or the word key (publisher).")
    private String what;

    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Why.")
    private String reason;

    @Option(names = "--undo", description = "Takes the operator's revocation back.")
    private boolean undo;

    @Option(names = "--list", paramLabel = "FILE", description = "A publisher's list.")
    private Path list;

    @Option(names = "--key", paramLabel = "FILE", description = "The publisher's key.")
    private Path key;

    @Option(
        names = "--out",
        paramLabel = "FILE",
        description = "The publisher's list, made or extended.")
    private Path out;

    @Override
    ExitCode execute() {
      if ((what == null) == (list == null) || (key == null) != (out == null)) {
        throw usage(
            "revoke what? NAME@VERSION, a SHA-256 or a publisher; or --list FILE; a publisher adds --key and --out");
      }
      if (key != null) {
        output().result(extend(PublisherKey.load(key)));
        return ExitCode.OK;
      }
      Map<String, Object> arguments = new LinkedHashMap<>();
      if (list != null) {
        arguments.put("list", list.toAbsolutePath().normalize().toString());
      } else {
        arguments.put("what", what);
        arguments.put("reason", reason);
        if (undo) {
          arguments.put("undo", true);
        }
      }
      ask("plugin.revoke", arguments).forEach(output()::result);
      return ExitCode.OK;
    }

    private Map<String, Object> extend(PrivateKey secret) {
      try {
        long sequence = 1;
        List<Revocation> all = new ArrayList<>();
        if (Files.exists(out)) {
          RevocationList before = RevocationList.parse(SignatureFiles.read(out));
          if (!before.good() || !before.publisher().equals(PublisherId.of(secret))) {
            throw new CliException(
                ExitCode.REFUSED,
                out + " is no list that this key has signed",
                "name another file with --out");
          }
          sequence = before.sequence() + 1;
          all.addAll(before.revocations());
        }
        Revocation added = revocation();
        all.removeIf(each -> each.target().equals(added.target()));
        all.add(added);
        RevocationList next =
            RevocationList.sign(
                sequence, Instant.now().truncatedTo(ChronoUnit.SECONDS), all, secret);
        SignatureFiles.write(out, next.encode());
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("publisher", next.publisher().toString());
        row.put("sequence", next.sequence());
        row.put("revocations", next.revocations().size());
        row.put("list", out.toString());
        return row;
      } catch (SignatureFormatException e) {
        throw new CliException(
            ExitCode.USAGE, out + " is no revocation list: " + e.getMessage(), "");
      } catch (IllegalArgumentException e) {
        throw usage(e.getMessage());
      }
    }

    private Revocation revocation() {
      String target =
          what.equals("key")
              ? what
              : what.contains("@") ? "version " + what.replace('@', ' ') : "sha256 " + what;
      return Revocation.parse(reason.isEmpty() ? target : target + " " + reason);
    }
  }

  /** Reads a signature. */
  static PluginSignature signature(Path file) {
    try {
      PluginSignature signature = PluginSignature.parse(SignatureFiles.read(file));
      if (!signature.good()) {
        throw new CliException(ExitCode.REFUSED, file + " has a signature that does not fit", "");
      }
      return signature;
    } catch (SignatureFormatException e) {
      throw new CliException(
          ExitCode.USAGE, "%s is no signature: %s".formatted(file, e.getMessage()), "");
    }
  }
}
