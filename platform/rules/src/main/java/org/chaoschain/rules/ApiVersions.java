// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chaoschain.rules.Api.ApiPackage;
import org.chaoschain.rules.Api.ApiType;
import org.chaoschain.rules.ApiChange.Step;

/**
 * L12 and L13: what plugins compile against says who implements it, and its versions keep their
 * promise.
 */
final class ApiVersions {
  /** The modules that plugins compile against. */
  static final List<String> FOLDERS = List.of("platform/api", "platform/p2p-api");

  private ApiVersions() {}

  /** The API of a module, as the build has made it. */
  static Api of(BuiltModule module) {
    try {
      List<byte[]> files = new ArrayList<>();
      for (Path file : module.classFiles()) {
        files.add(Files.readAllBytes(file));
      }
      return ApiReader.read(files, module.exports());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the class files of " + module.folder(), e);
    }
  }

  private static List<BuiltModule> modules(Reactor reactor) {
    return reactor.modules().stream().filter(module -> FOLDERS.contains(module.folder())).toList();
  }

  /** L12: each package has a version, each interface says who implements it. */
  static List<Violation> unmarked(Reactor reactor) {
    List<Violation> found = new ArrayList<>();
    for (BuiltModule module : modules(reactor)) {
      for (ApiPackage each : of(module).packages().values()) {
        if (PackageVersion.parse(each.version()).isEmpty()) {
          found.add(
              marked(module, each.name(), "has no @Version of three numbers, but", each.version()));
        }
        for (ApiType type : each.types().values()) {
          if (type.isInterface() && !type.says("@ProviderType") && !type.says("@ConsumerType")) {
            found.add(marked(module, type.name(), "does not say who implements", "it"));
          }
        }
      }
    }
    return found;
  }

  private static Violation marked(BuiltModule module, String subject, String verb, String what) {
    return new Violation(
        Rule.MARKED_API, module.folder(), subject, verb, what.isEmpty() ? "none" : what);
  }

  /** L13: the version of each package has made the step that its changes ask for, and no other. */
  static List<Violation> unearned(Reactor reactor) {
    List<Violation> found = new ArrayList<>();
    for (BuiltModule module : modules(reactor)) {
      Path file = module.base().resolve(ApiText.FILE);
      if (Files.isRegularFile(file)) {
        try {
          compare(module, ApiText.read(file), of(module), found);
        } catch (IOException e) {
          throw new UncheckedIOException(module.folder() + ": " + e.getMessage(), e);
        }
      } else {
        found.add(stepped(module, module.folder(), "has no", ApiText.FILE));
      }
    }
    return found;
  }

  private static Violation stepped(BuiltModule module, String subject, String verb, String what) {
    return new Violation(Rule.API_STEPS, module.folder(), subject, verb, what);
  }

  private static void compare(
      BuiltModule module, ApiText baseline, Api now, List<Violation> found) {
    for (ApiPackage before : baseline.api().packages().values()) {
      ApiPackage after = now.packages().get(before.name());
      if (after == null) {
        found.add(
            stepped(
                module,
                before.name(),
                "is exported by release " + baseline.release() + " and",
                "gone: whoever imports it cannot be resolved any more"));
      } else {
        compare(module, baseline.release(), before, after, found);
      }
    }
  }

  private static void compare(
      BuiltModule module,
      String release,
      ApiPackage before,
      ApiPackage after,
      List<Violation> found) {
    Optional<PackageVersion> from = PackageVersion.parse(before.version());
    Optional<PackageVersion> to = PackageVersion.parse(after.version());
    if (from.isEmpty() || to.isEmpty()) {
      return; // L12 tells
    }
    List<ApiChange> changes = ApiComparison.of(before, after);
    Step made = stepMade(from.get(), to.get());
    for (ApiChange change : changes) {
      if (change.step().compareTo(made) > 0) {
        String verb =
            "changes since release %s in a way that asks for version %s of its package, which has %s:"
                .formatted(release, change.step().after(from.get()), to.get());
        found.add(stepped(module, change.subject(), verb, change.what()));
      }
    }
    PackageVersion enough = ApiComparison.highest(changes).after(from.get());
    boolean tooFar = to.get().compareTo(enough) > 0 && !to.get().isLike(enough);
    if (tooFar || to.get().compareTo(from.get()) < 0) {
      String verb = "was %s in release %s; its changes ask for %s, not for";
      found.add(
          stepped(
              module,
              before.name(),
              verb.formatted(from.get(), release, enough),
              to.get().toString()));
    }
  }

  private static Step stepMade(PackageVersion from, PackageVersion to) {
    if (to.major() > from.major()) {
      return Step.MAJOR;
    }
    return to.major() == from.major() && to.minor() > from.minor() ? Step.MINOR : Step.NONE;
  }
}
