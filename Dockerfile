# opd-monitor in a container; compose.yaml runs it with all that belongs to it.
#
#   docker build -t opd-monitor .
#
# Secrets are given at the start, never at the build: env:NAME or file:/run/secrets/NAME in monitor.yaml.
ARG PYTHON=docker.io/library/python:3.13-slim-trixie

FROM ${PYTHON} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /src
COPY requirements.txt requirements-build.txt ./
RUN python3 -m venv /build && python3 -m venv /opt/opd-monitor \
 && /build/bin/pip install -q --only-binary :all: --require-hashes -r requirements-build.txt \
 && /opt/opd-monitor/bin/pip install -q --only-binary :all: --require-hashes -r requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY monitor monitor
COPY exporters exporters
COPY docs/runbooks docs/runbooks
# What installs is not needed where it runs.
RUN /build/bin/pip wheel -q --no-deps --no-build-isolation -w dist . \
 && /opt/opd-monitor/bin/pip install -q --no-deps dist/*.whl \
 && /opt/opd-monitor/bin/pip uninstall -q -y pip \
 && install -d -m 0700 -o 10190 -g 10190 /state

FROM ${PYTHON}
LABEL org.opencontainers.image.title="opd-monitor" \
      org.opencontainers.image.description="Shows whether every agency's links are on the city's network, by SNMP, for Prometheus" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV PATH=/opt/opd-monitor/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
COPY --from=build /opt/opd-monitor /opt/opd-monitor
# The only place that is written to; everything else may be read-only.
COPY --from=build --chown=10190:10190 /state /var/lib/opd-monitor
VOLUME /var/lib/opd-monitor
USER 10190:10190
EXPOSE 10190
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD ["opd-monitor", "health"]
ENTRYPOINT ["opd-monitor"]
CMD ["run"]
