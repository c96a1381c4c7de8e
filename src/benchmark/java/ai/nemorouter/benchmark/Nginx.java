package ai.nemorouter.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// nginx as a plain reverse proxy: as `proxy_pass` is by default, with a new connection to the
/// upstream for each request, or keeping its connections, which is about the least that any gateway
/// can cost.
final class Nginx {
  private Nginx() {}

  /// Where requests go, and whether connections to there are kept.
  record Destination(int port, boolean kept) {
    private String upstream() {
      return kept ? "keepalive 512; keepalive_requests 1000000000;" : "";
    }

    private String location() {
      return kept ? "proxy_http_version 1.1; proxy_set_header Connection \"\";" : "";
    }
  }

  static Child start(Path folder, Path program, int port, Destination destination)
      throws IOException {
    Files.createDirectories(folder);
    Path configuration = folder.resolve("nginx.conf");
    // Workers of an nginx that root starts would become a user who may not enter the folder.
    String user = System.getProperty("user.name").equals("root") ? "user root;" : "";
    Files.writeString(configuration, configuration(user, port, destination));
    return Child.start(
        "nginx",
        folder,
        Map.of(),
        List.of(program.toString(), "-p", folder.toString(), "-c", configuration.toString()));
  }

  private static String configuration(String user, int port, Destination destination) {
    return """
    worker_processes 2;
    daemon off;
    pid nginx.pid;
    error_log stderr error;
    %s
    events {
      worker_connections 4096;
    }
    http {
      access_log off;
      client_body_temp_path body;
      proxy_temp_path proxy;
      fastcgi_temp_path fastcgi;
      uwsgi_temp_path uwsgi;
      scgi_temp_path scgi;
      keepalive_requests 1000000000;
      upstream provider {
        server 127.0.0.1:%d;
        %s
      }
      server {
        listen 127.0.0.1:%d;
        location / {
          proxy_pass http://provider;
          %s
        }
      }
    }
    """
        .formatted(user, destination.port(), destination.upstream(), port, destination.location());
  }
}
