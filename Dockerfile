# Two stages: the first makes the same .venv that `make setup` makes, the second only carries it.
FROM python:3.11-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends make && rm -rf /var/lib/apt/lists/*
WORKDIR /ebb
COPY Makefile pyproject.toml requirements.lock ./
RUN make setup

FROM python:3.11-slim
RUN apt-get update && apt-get install -y --no-install-recommends tini && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /ebb ebb && mkdir -p /ebb/data /ebb/.config/ebb && chown -R ebb /ebb/data /ebb/.config
WORKDIR /ebb
COPY --from=build /ebb/.venv .venv
COPY bot bot
COPY handlers handlers
COPY content content
USER ebb
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 EBB_DATABASE=/ebb/data/ebb.db EBB_LISTEN=127.0.0.1:8080
# The diary, and the master key that opens it: never on one and the same disk's backup.
VOLUME ["/ebb/data", "/ebb/.config/ebb"]
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD [".venv/bin/python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
ENTRYPOINT ["tini", "--", ".venv/bin/python", "-m", "bot"]
CMD ["run"]
