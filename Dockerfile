# Vejviser as an image: the model is trained while it is built, and what runs needs neither compiler, npm nor network.
# docs/operations.md says how it is run: not as root, on a read-only file system, with secrets as files.

FROM python:3.10-slim AS environment
RUN python -m venv /opt/vejviser
ENV PATH=/opt/vejviser/bin:$PATH PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements/runtime.txt /build/requirements/
RUN pip install --require-hashes --no-deps -r /build/requirements/runtime.txt

FROM environment AS model
ENV RASA_TELEMETRY_ENABLED=false TF_CPP_MIN_LOG_LEVEL=2 PYTHONUTF8=1 PYTHONWARNINGS=ignore SQLALCHEMY_SILENCE_UBER_WARNING=1
WORKDIR /build
COPY config.yml domain.yml endpoints.yml ./
COPY rules_core rules_core
COPY bot bot
RUN python -m bot.train

FROM node:22-slim AS design
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts

FROM python:3.10-slim
ENV PATH=/opt/vejviser/bin:$PATH PYTHONUTF8=1 PYTHONDONTWRITEBYTECODE=1 PYTHONWARNINGS=ignore \
    RASA_TELEMETRY_ENABLED=false TF_CPP_MIN_LOG_LEVEL=2 SQLALCHEMY_SILENCE_UBER_WARNING=1 \
    HOME=/tmp MPLCONFIGDIR=/tmp/matplotlib \
    VEJVISER_HOST=0.0.0.0 VEJVISER_PORT=8000
RUN useradd --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin vejviser
COPY --from=environment /opt/vejviser /opt/vejviser
WORKDIR /srv/vejviser
COPY --from=design /build/node_modules/dkfds/dist node_modules/dkfds/dist
COPY --from=model /build/models models
COPY config.yml domain.yml endpoints.yml ./
COPY rules_core rules_core
COPY bot bot
COPY api api
RUN python -m compileall -q api bot rules_core
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=10s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/health/ready', timeout=8)"]
ENTRYPOINT ["python", "-m", "api"]
